import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DiscoveryItem, discoveryItemSchema } from '../../protocol/contract/hosts.ts';
import { NetworkNamespace } from '../support/network-namespace.ts';
import { checkout } from '../testbed/paths.ts';

/**
 * `tandem discover` on two segments of network namespaces, `eth0` (10.81.0.0/16) and `eth1` (10.82.0.0/24) of one
 * seeker. Every host has a MAC address that its place in the list gives.
 */
const made: NetworkNamespace[] = [];
const running: ChildProcess[] = [];
const data = mkdtempSync(join(tmpdir(), 'tandem-discover-'));
const macOf = (no: number) => `02:00:51:00:00:${no.toString(16).padStart(2, '0')}`;
let seeker: NetworkNamespace;

function make(name: string): NetworkNamespace {
  const namespace = new NetworkNamespace(`seek-${process.pid}-${name}`);
  made.push(namespace);
  return namespace;
}

function makeSwitch(name: string): NetworkNamespace {
  const hub = make(name);
  hub.ip('link', 'add', 'br0', 'type', 'bridge', 'forward_delay', '0', 'mcast_snooping', '0');
  hub.ip('link', 'set', 'br0', 'up');
  return hub;
}

let plugged = 0;
function plug(
  hub: NetworkNamespace,
  host: NetworkNamespace,
  name: string,
  mac: string,
  address: string,
): void {
  const port = `port${plugged++}`;
  const end = ['type', 'veth', 'peer', 'name', name, 'address', mac, 'netns', host.name];
  hub.ip('link', 'add', 'name', port, ...end);
  hub.ip('link', 'set', 'dev', port, 'master', 'br0', 'up');
  host.ip('link', 'set', name, 'up');
  host.ip('address', 'add', address, 'dev', name);
}

function start(namespace: NetworkNamespace, ...argv: string[]) {
  const child = spawn('ip', ['netns', 'exec', namespace.name, ...argv], {
    cwd: checkout,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  return child;
}

const tandem = (...args: string[]) => [
  process.execPath,
  join(checkout, 'engine/shell/cli.ts'),
  'discover',
  ...args,
];

async function discover(...args: string[]): Promise<DiscoveryItem[]> {
  const child = start(seeker, ...tandem(...args, '--json', '--data', data));
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += chunk;
  });
  let complaint = '';
  child.stderr.on('data', (chunk) => {
    complaint += chunk;
  });
  const [status] = await once(child, 'close');
  expect(status, text + complaint).toBe(0);
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => discoveryItemSchema.parse(JSON.parse(line)));
}

const hostsIn = (items: readonly DiscoveryItem[]) =>
  new Map(items.flatMap((item) => (item.type === 'host' ? [[item.ip, item] as const] : [])));

function hostOf(no: number): NetworkNamespace {
  const host = hosts.get(no);
  if (!host) throw new Error(`there is no host ${no}`);
  return host;
}

/** Resolves with what the responder was asked. */
async function respond(host: NetworkNamespace, own: string, ...manner: string[]): Promise<string[]> {
  const child = start(host, process.execPath, 'lab/segment/mdns-responder.ts', own, ...manner);
  const asked: string[] = [];
  const lines = createInterface({ input: child.stdout });
  await once(lines, 'line');
  lines.on('line', (line) => asked.push(line));
  return asked;
}

const hosts = new Map<number, NetworkNamespace>();

beforeAll(() => {
  const near = makeSwitch('near');
  const other = makeSwitch('other');
  seeker = make('seeker');
  plug(near, seeker, 'eth0', macOf(250), '10.81.0.1/16');
  plug(other, seeker, 'eth1', macOf(251), '10.82.0.1/24');
  for (const no of [1, 2, 3, 4, 5]) {
    const host = make(`host${no}`);
    hosts.set(no, host);
    plug(near, host, 'eth0', macOf(no), `10.81.0.${10 + no}/16`);
  }
  const far = make('far');
  plug(near, far, 'eth0', macOf(6), '10.81.14.9/16');
  const alone = make('alone');
  plug(other, alone, 'eth0', macOf(7), '10.82.0.30/24');
});

afterAll(async () => {
  for (const child of running) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill();
    await once(child, 'close');
  }
  for (const namespace of made.toReversed()) namespace.remove();
  rmSync(data, { recursive: true, force: true });
});

describe('tandem discover', () => {
  it('shows a host that answers ARP and nothing else', async () => {
    const rules = 'table ip silent {\n chain in {\n type filter hook input priority 0\n drop\n }\n }\n';
    execFileSync('ip', ['netns', 'exec', hostOf(5).name, 'nft', '-f', '-'], { input: rules });
    const found = hostsIn(await discover('10.81.0.8/29'));
    expect([...found.keys()].toSorted()).toEqual(['10.81.0.11', '10.81.0.12', '10.81.0.13', '10.81.0.14']);
    expect(hostsIn(await discover('10.81.0.15/32')).get('10.81.0.15')).toMatchObject({
      mac: macOf(5),
      ssh: null,
      services: [],
    });
  });

  it('asks on the interface that was chosen, and on the one that the range is on', async () => {
    for (const choice of [[], ['--interface', 'eth1']])
      expect([...hostsIn(await discover('10.82.0.0/24', ...choice)).keys()]).toEqual(['10.82.0.30']);
    const found = hostsIn(await discover('10.81.0.0/28', '--interface', 'eth0'));
    expect(found.get('10.81.0.11')).toMatchObject({ mac: macOf(1) });
  });

  it('tells the names that hosts give themselves, and nothing of what a hostile one says', async () => {
    const asked = await respond(hostOf(1), '10.81.0.11', 'printer.local');
    await respond(hostOf(2), '10.81.0.12', 'loop.local', 'loop');
    await respond(hostOf(3), '10.81.0.13', 'owned', 'control');
    // Claims, from its own address, to be host 2.
    const told = await respond(hostOf(4), '10.81.0.14', 'stolen.local', 'stranger', '10.81.0.12');
    const items = await discover('10.81.0.8/29');
    const names = items.flatMap((item) => {
      if (item.type === 'name') return [[item.ip, item.hostname, item.source]];
      return item.type === 'host' && item.hostname !== null ? [[item.ip, item.hostname, 'mdns']] : [];
    });
    expect(names).toEqual([['10.81.0.11', 'printer.local', 'mdns']]);
    expect(asked[0]).toBe('11.0.81.10.in-addr.arpa from port of its own');
    expect(told.length).toBeGreaterThan(0);
    expect(items.at(-1)).toMatchObject({ type: 'done', hosts: 4 });
  });

  it('says what is new, changed and gone since the last scan', async () => {
    const range = '10.81.0.16/28';
    expect(hostsIn(await discover(range)).size).toBe(0);
    for (const no of [1, 2]) hostOf(no).ip('address', 'add', `10.81.0.${20 + no}/16`, 'dev', 'eth0');
    const first = await discover(range);
    expect([...hostsIn(first).values()].map(({ ip, change }) => [ip, change])).toEqual([
      ['10.81.0.21', 'new'],
      ['10.81.0.22', 'new'],
    ]);
    // .21 goes over to host 3, .22 goes, and .23 of host 4 is new.
    hostOf(1).ip('address', 'del', '10.81.0.21/16', 'dev', 'eth0');
    hostOf(2).ip('address', 'del', '10.81.0.22/16', 'dev', 'eth0');
    hostOf(3).ip('address', 'add', '10.81.0.21/16', 'dev', 'eth0');
    hostOf(4).ip('address', 'add', '10.81.0.23/16', 'dev', 'eth0');
    const second = await discover(range);
    const found = hostsIn(second);
    expect(found.get('10.81.0.21')).toMatchObject({
      mac: macOf(3),
      change: 'changed',
      changes: [{ what: 'mac', before: macOf(1) }],
    });
    expect(found.get('10.81.0.23')).toMatchObject({ change: 'new' });
    expect(second.slice(-2)).toMatchObject([
      { type: 'gone', ip: '10.81.0.22', mac: macOf(2) },
      { type: 'done', hosts: 2, comparedWith: expect.stringMatching(/Z$/) },
    ]);
    expect([...hostsIn(await discover(range)).values()].every(({ change }) => change === 'same')).toBe(true);
  });

  it('asks more than a /22 when a person agreed, and stops when told to', async () => {
    const refused = start(seeker, ...tandem('10.81.0.0/16', '--json', '--data', data));
    const [refusal] = await once(refused.stdout, 'data');
    expect(JSON.parse(String(refusal))).toMatchObject({ problem: { code: 'discovery.range-wide' } });
    await once(refused, 'close');

    const stopped = start(seeker, ...tandem('10.81.0.0/16', '--wide', '--json', '--data', data));
    const [progress] = await once(createInterface({ input: stopped.stderr }), 'line');
    expect(progress).toMatch(/of 65533 addresses asked$/);
    stopped.kill('SIGINT');
    await once(stopped, 'close');

    expect(hostsIn(await discover('10.81.0.0/20', '--wide')).get('10.81.14.9')).toMatchObject({
      mac: macOf(6),
    });
  });
});
