import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { TaskEvent } from '../../protocol/contract/tasks.ts';
import type { Topology } from '../../protocol/contract/topology.ts';
import type { LabInput } from '../../protocol/lab/schema.ts';
import { clearNodes, nodeDifferences, snapshotNodes } from '../support/nodes-state.ts';
import { exampleLab, problemOf, startTestEngine, type TestEngine } from '../support/test-engine.ts';
import { Told } from '../support/told.ts';
import { ensureUp, nodeExec, nodes, type Snapshot } from '../testbed/index.ts';

/** Labs of another shape than the example's, from a machine that captures: they come up, change, and go. */

const priorities = { 'node-a': 150, 'node-b': 100 };
const aliases = ['shape-a', 'shape-b'] as const;
let tandem: TestEngine;
let folder: string;
let untouched: Snapshot[];

beforeAll(async () => {
  await ensureUp();
  await clearNodes();
  folder = mkdtempSync(join(tmpdir(), 'tandem-shapes-'));
  const config = join(folder, 'ssh_config');
  const hosts = nodes.map(({ address }, index) => `Host ${aliases[index]}\n  HostName ${address}\n`);
  writeFileSync(config, hosts.join(''));
  tandem = startTestEngine({ env: { ...process.env, LAB_PASSWORD: 'lab', TANDEM_SSH_CONFIG: config } });
  await tandem.trustNodes();
  await tandem.save(exampleLab());
  untouched = await snapshotNodes();
}, 600_000);

afterEach(async () => {
  await tandem.uninstall('example');
  expect(nodeDifferences(untouched, await snapshotNodes())).toEqual([]);
});

afterAll(async () => {
  await tandem.close();
  rmSync(folder, { recursive: true });
  await clearNodes();
});

async function deploy(
  change: Partial<LabInput>,
  engine = tandem,
): Promise<{ said: string; segment: string | undefined }> {
  await engine.save(exampleLab(change));
  const events = await engine.deploy('example');
  const steps = events.filter((event) => event.type === 'step' && event.step === 'check-segment');
  const lines = events.filter((event): event is TaskEvent & { type: 'log' } => event.type === 'log');
  const last = steps.at(-1);
  return {
    said: lines.map(({ line }) => line).join('\n'),
    segment: last?.type === 'step' ? last.state : undefined,
  };
}

/** Until the picture names the owner, and nobody contradicts. */
async function untilOwner(node: string): Promise<Topology> {
  const told = new Told<Topology>();
  const onEnd = () => undefined;
  const close = tandem.client.open('topology.watch', { lab: 'example' }, { onItem: told.tell, onEnd });
  const isOwner = ({ virtualRouters: [router], nodes: links }: Topology) =>
    router?.owner === node &&
    router.verdict === 'owned' &&
    links.every(({ reportFreshness }) => reportFreshness === 'fresh');
  const items = await told.until((heard) => heard.some(isOwner));
  close();
  return items.find(isOwner) as Topology;
}

const fresh = (topology: Topology) =>
  topology.virtualRouters[0]?.witnesses.wire.filter(({ freshness }) => freshness === 'fresh') ?? [];

const ipv6 = (change: Partial<typeof priorities> = {}) => ({
  virtualRouters: [
    { vrid: 61, vips: ['fe80::100/64', 'fd77::100/64'], priorities: { ...priorities, ...change } },
  ],
});

it('an IPv6 pair comes up, has its owner named by its adverts, and changes', async () => {
  const first = await deploy(ipv6());
  expect(first.segment).toBe('done');
  expect(first.said).toContain('VRID 61 is owned by node-a: by adverts on tandem0');
  const [speaker] = fresh(await untilOwner('node-a'));
  expect(speaker).toMatchObject({ node: 'node-a', source: expect.stringMatching(/^fe80:/) });
  // The running pair's own adverts are no stranger's.
  const second = await deploy(ipv6({ 'node-b': 200 }));
  expect(second.segment).toBe('done');
  expect(second.said).toContain('VRID 61 is owned by node-b: by adverts on tandem0');
  expect(fresh(await untilOwner('node-b')).map(({ node }) => node)).toEqual(['node-b']);
});

it('a pair goes over from IPv6 with virtual MAC addresses to IPv4 without, by a reload that takes its time', async () => {
  const [router] = ipv6().virtualRouters;
  if (router) await deploy({ virtualRouters: [{ ...router, vmac: true }] });
  const { said } = await deploy({});
  expect(said).toContain('VRID 51 is owned by node-a: by adverts and ARP on tandem0');
});

it('a unicast pair, whose adverts do not get here, is taken for what the nodes and ARP say', async () => {
  const unicast = { vrid: 61, vips: ['10.77.0.100/24'], priorities, transport: 'unicast' as const };
  const { said } = await deploy({ virtualRouters: [unicast] });
  expect(said).toContain('VRID 61 is owned by node-a: by ARP on tandem0, by both nodes’ reports');
  expect(said).toContain('its adverts were not checked (they are unicast and do not get here)');
  await untilOwner('node-a');
});

it.each(['tandem-agent', 'keepalived'] as const)(
  'a unicast pair over IPv6 speaks between the addresses that the lab names: %s',
  async (backend) => {
    const [first, second] = exampleLab().nodes;
    const [a, b] = await Promise.all([linkLocal('node-a'), linkLocal('node-b')]);
    const virtualRouters = [{ ...ipv6().virtualRouters[0], transport: 'unicast' }] as never;
    const nameless = { backend, virtualRouters };
    expect((await problemOf(deploy(nameless))).code).toBe('lab.unicast-no-address');
    const named: Partial<LabInput> = {
      ...nameless,
      nodes: [
        { ...first, unicastAddress: a },
        { ...second, unicastAddress: b },
      ],
    };
    const { said } = await deploy(named);
    expect(said).toContain('VRID 61 is owned by node-a');
    const { virtualRouters: routers } = await untilOwner('node-a');
    expect(routers[0]?.witnesses.nodes.map(({ node, state }) => [node, state]).toSorted()).toEqual([
      ['node-a', 'master'],
      ['node-b', 'backup'],
    ]);
  },
);

/** Of the interface that speaks. */
async function linkLocal(node: 'node-a' | 'node-b'): Promise<string> {
  const { stdout } = await nodeExec(node, ['ip', '-j', '-6', 'addr', 'show', 'dev', 'eth0', 'scope', 'link']);
  const [link] = JSON.parse(stdout) as { addr_info: { local: string }[] }[];
  return link?.addr_info[0]?.local ?? '';
}

it('nodes known by a name of ssh’s configuration alone are listened to on their segment', async () => {
  for (const host of aliases) {
    const keys = await tandem.client.call('trust.keys', { host, port: 22 });
    const key = keys.find(({ type }) => type === 'ssh-ed25519');
    const fingerprint = key?.fingerprint ?? '';
    await tandem.client.call('trust.accept', { host, port: 22, fingerprint, replace: true });
  }
  const [first, second] = exampleLab().nodes;
  const named: Partial<LabInput> = {
    nodes: [
      { ...first, host: aliases[0] },
      { ...second, host: aliases[1] },
    ],
  };
  const ipv4 = await deploy(named);
  expect(ipv4.segment).toBe('done');
  expect(ipv4.said).toContain('VRID 51 is owned by node-a: by adverts and ARP on tandem0');
  expect(fresh(await untilOwner('node-a')).map(({ node }) => node)).toEqual(['node-a']);
  // No VIP tells the segment here: the name has to.
  const { said } = await deploy({ ...named, ...ipv6() });
  expect(said).toContain('VRID 61 is owned by node-a: by adverts on tandem0');
});

it('without the right to capture, a pair is taken for what the nodes say, and nobody claims to have listened', async () => {
  const deaf = startTestEngine({ uid: 1000 });
  await deaf.trustNodes();
  try {
    const { said, segment } = await deploy({}, deaf);
    expect(segment).toBe('skipped');
    expect(said).toContain('VRID 51 is owned by node-a: by both nodes’ reports');
    expect(said).toContain('the wire was not checked (no capture here)');
  } finally {
    await deaf.close();
  }
});

it.each([
  ['keepalived', { backend: 'keepalived' }, {}],
  ['a virtual MAC address', {}, { vmac: true }],
] as const)('an IPv6 pair with %s has its owner named, too', async (_what, change, feature) => {
  const shape = (standby: number) => {
    const [router] = ipv6({ 'node-b': standby }).virtualRouters;
    return { ...change, virtualRouters: [{ ...router, ...feature }] } as Partial<LabInput>;
  };
  expect((await deploy(shape(100))).said).toContain('VRID 61 is owned by node-a: by adverts on tandem0');
  expect(fresh(await untilOwner('node-a')).map(({ node }) => node)).toEqual(['node-a']);
  expect((await deploy(shape(200))).said).toContain('VRID 61 is owned by node-b');
  expect(fresh(await untilOwner('node-b')).map(({ node }) => node)).toEqual(['node-b']);
});
