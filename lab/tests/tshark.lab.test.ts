import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { exportConf } from '../../protocol/keepalived/export-conf.ts';
import { type LabInput, labSchema } from '../../protocol/lab/schema.ts';
import { type Frame, frameSchema } from '../../protocol/wire/frame.ts';
import { ensurePackages } from '../testbed/host-packages.ts';
import { bridge, checkout, ensureUp, nodeExec, nodeInterface, nodes } from '../testbed/index.ts';

/**
 * `tandem decode` against Wireshark's dissector, field by field, on adverts of the real keepalived and of FRR's vrrpd.
 * dumpcap takes them at the bridge's port of node-a, where unicast passes too.
 */
const [nodeA, nodeB] = nodes;
if (nodeA === undefined || nodeB === undefined) throw new Error('the lab has fewer than two nodes');
const node = nodeA.name;
const folder = mkdtempSync(join(tmpdir(), 'tandem-tshark-'));
const runFolder = '/run/tshark-test';
const units = ['tshark-keepalived', 'tshark-vrrpd', 'tshark-zebra'];
const adverts = 4;

async function inNode(command: string, input?: string): Promise<void> {
  const result = await nodeExec(node, ['sh', '-c', command], input === undefined ? {} : { input });
  if (result.status !== 0) throw new Error(`${command}: ${result.stderr || result.stdout}`);
}

beforeAll(async () => {
  await ensureUp();
  await ensurePackages(['tshark'], () => {});
}, 600_000);

const macvlans = ['vrrp4-91', 'vrrp4-92', 'vrrp6-93'];

afterEach(async () => {
  for (const unit of units)
    await inNode(`systemctl stop ${unit} 2>/dev/null; systemctl reset-failed ${unit} 2>/dev/null; true`);
  for (const name of macvlans) await inNode(`ip link delete ${name} 2>/dev/null; true`);
  await inNode(`rm -rf ${runFolder}`);
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Adverts of one VRID until there are enough; `format` is dumpcap's option. */
function capture(name: string, vrid: number, format: '-n' | '-P'): string {
  const file = join(folder, name);
  // Protocol 112, and its second byte: behind an IPv4 header without options, or behind IPv6's.
  const filter = `(ip proto 112 and ip[21] = ${vrid}) or (ip6 proto 112 and ip6[41] = ${vrid})`;
  const limits = ['-c', `${adverts}`, '-a', 'duration:30'];
  const dumpcap = ['dumpcap', '-q', format, '-i', node, '-f', filter, ...limits, '-w', file];
  execFileSync('ip', ['netns', 'exec', bridge.namespace, ...dumpcap], { stdio: 'pipe' });
  return file;
}

const fields = [
  'frame.number',
  'frame.time_epoch',
  'frame.len',
  'eth.src',
  'eth.dst',
  'ip.src',
  'ip.dst',
  'ip.ttl',
  'ipv6.src',
  'ipv6.dst',
  'ipv6.hlim',
  'vrrp.version',
  'vrrp.type',
  'vrrp.virt_rtr_id',
  'vrrp.prio',
  'vrrp.addr_count',
  'vrrp.auth_type',
  'vrrp.adver_int',
  'vrrp.short_adver_int',
  'vrrp.checksum.status',
  'vrrp.ip_addr',
  'vrrp.ipv6_addr',
] as const;
type Field = (typeof fields)[number];

/** Every frame as tshark dissects it, in the shape of ours; a checksum's status 1 is "good". */
function byTshark(file: string): unknown[] {
  const layout = ['-E', 'separator=|', '-E', 'occurrence=a', '-E', 'aggregator=,'];
  const argv = ['-r', file, '-o', 'vrrp.v3_checksum_as_in_v2:FALSE', '-T', 'fields', ...layout];
  const output = execFileSync('tshark', [...argv, ...fields.flatMap((field) => ['-e', field])], {
    encoding: 'utf8',
    stdio: 'pipe',
  });
  return output
    .trimEnd()
    .split('\n')
    .map((line) => {
      const values = line.split('|');
      const text = (field: Field) => values[fields.indexOf(field)] ?? '';
      const number = (field: Field) => Number(text(field));
      const isIpv4 = text('ip.src') !== '';
      const isV2 = number('vrrp.version') === 2;
      const ip = isIpv4
        ? { version: 4, src: text('ip.src'), dst: text('ip.dst'), ttl: number('ip.ttl') }
        : { version: 6, src: text('ipv6.src'), dst: text('ipv6.dst'), ttl: number('ipv6.hlim') };
      return {
        no: number('frame.number'),
        ts: text('frame.time_epoch'),
        length: number('frame.len'),
        link: { src: text('eth.src'), dst: text('eth.dst') },
        ip,
        vrrp: {
          version: number('vrrp.version'),
          type: number('vrrp.type'),
          vrid: number('vrrp.virt_rtr_id'),
          priority: number('vrrp.prio'),
          count: number('vrrp.addr_count'),
          addresses: text(isIpv4 ? 'vrrp.ip_addr' : 'vrrp.ipv6_addr').split(','),
          advertIntervalMs: isV2 ? number('vrrp.adver_int') * 1000 : number('vrrp.short_adver_int') * 10,
          authType: isV2 ? number('vrrp.auth_type') : undefined,
          checksumOk: text('vrrp.checksum.status') === '1',
        },
      };
    });
}

/** The same of `tandem decode`. */
function byTandem(file: string): unknown[] {
  const cli = join(checkout, 'engine/shell/cli.ts');
  const argv = [cli, 'decode', file, '--json', '--data', join(folder, 'data')];
  const lines = execFileSync(process.execPath, argv, { encoding: 'utf8', stdio: 'pipe' })
    .trimEnd()
    .split('\n');
  return lines.map((line) => {
    const frame: Frame = frameSchema.parse(JSON.parse(line));
    const { no, ts, length, link, ip, vrrp, problems } = frame;
    expect(problems).toEqual([]);
    if (!vrrp) throw new Error(`frame ${no} is no VRRP`);
    const { checksum, version, type, vrid, priority, addresses, advertIntervalMs, authType } = vrrp;
    const count = addresses.length;
    const read = { version, type, vrid, priority, count, addresses, advertIntervalMs, authType };
    return { no, ts, length, link, ip, vrrp: { ...read, checksumOk: checksum.ok } };
  });
}

function expectSameFields(file: string): void {
  const expected = byTshark(file);
  expect(expected).toHaveLength(adverts);
  expect(byTandem(file)).toEqual(expected);
}

type Router = Partial<LabInput['virtualRouters'][number]>;

/** keepalived with the configuration that we export. */
async function startKeepalived(vrrpVersion: 2 | 3, router: Router): Promise<void> {
  const labNode = ({ name, address }: typeof nodeA & object) => ({
    name,
    host: address,
    user: 'root',
    interface: nodeInterface,
    auth: { kind: 'agent' as const },
  });
  const lab = labSchema.parse({
    name: 'tshark',
    vrrpVersion,
    advertIntervalMs: vrrpVersion === 2 ? 1000 : 100,
    nodes: [labNode(nodeA as typeof nodeA & object), labNode(nodeB as typeof nodeA & object)],
    virtualRouters: [
      {
        vrid: 90,
        vips: ['10.77.0.190/24', '10.77.0.191/24'],
        priorities: { [nodeA?.name ?? '']: 150, [nodeB?.name ?? '']: 100 },
        ...router,
      },
    ],
  });
  const { text } = exportConf(lab, lab.nodes[0], { version: [2, 2, 7] });
  await inNode(`mkdir -p ${runFolder} && cat > ${runFolder}/keepalived.conf`, text);
  const files = `-f ${runFolder}/keepalived.conf -p ${runFolder}/ka.pid -r ${runFolder}/vrrp.pid`;
  await inNode(`systemd-run --quiet --unit=tshark-keepalived keepalived -n -l ${files}`);
}

describe('tandem decode and tshark agree on keepalived’s adverts', () => {
  it.each<[string, 2 | 3, Router]>([
    ['version 2', 2, {}],
    ['version 2 with a password', 2, { authPass: 's3cret' }],
    ['version 2 over unicast', 2, { transport: 'unicast' }],
    ['version 3', 3, {}],
    ['version 3 over unicast', 3, { transport: 'unicast' }],
    ['version 3 over IPv6', 3, { vips: ['fe80::190/64', 'fd77::190/64'] }],
  ])('of %s', async (name, version, router) => {
    await startKeepalived(version, router);
    expectSameFields(capture(`keepalived ${name}.pcapng`, 90, '-n'));
  });

  it('in a classic pcap file', async () => {
    await startKeepalived(3, {});
    expectSameFields(capture('keepalived.pcap', 90, '-P'));
  });
});

/** FRR's vrrpd works on macvlans that the user makes, named here after family and VRID. */
async function startFrr(vrid: number, family: 4 | 6, lines: readonly string[], vip: string): Promise<void> {
  const name = `vrrp${family}-${vrid}`;
  const mac = `00:00:5e:00:0${family === 4 ? 1 : 2}:${vrid.toString(16)}`;
  await inNode(
    `ip link add ${name} link ${nodeInterface} type macvlan mode bridge &&
     ip link set dev ${name} addrgenmode random address ${mac} && ip address add ${vip} dev ${name} && ip link set dev ${name} up`,
  );
  await inNode(`install -d -o frr -g frr ${runFolder}`);
  const conf = [`interface ${nodeInterface}`, ...lines.map((line) => ` vrrp ${vrid} ${line}`), ''].join('\n');
  await inNode(`cat > ${runFolder}/vrrpd.conf && : > ${runFolder}/zebra.conf`, conf);
  for (const daemon of ['zebra', 'vrrpd']) {
    const files = `-f ${runFolder}/${daemon}.conf -i ${runFolder}/${daemon}.pid -z ${runFolder}/zserv.api`;
    const argv = `/usr/lib/frr/${daemon} --vty_socket ${runFolder} -P 0 ${files}`;
    await inNode(`systemd-run --quiet --unit=tshark-${daemon} ${argv}`);
  }
}

describe('tandem decode and tshark agree on FRR’s adverts', () => {
  it.each<[string, number, 4 | 6, string[], string]>([
    [
      'version 2',
      91,
      4,
      ['version 2', 'priority 200', 'advertisement-interval 1000', 'ip 10.77.0.192'],
      '10.77.0.192/24',
    ],
    [
      'version 3',
      92,
      4,
      ['version 3', 'priority 200', 'advertisement-interval 100', 'ip 10.77.0.193'],
      '10.77.0.193/24',
    ],
    [
      'version 3 over IPv6',
      93,
      6,
      ['version 3', 'priority 200', 'advertisement-interval 100', 'ipv6 fd77::193'],
      'fd77::193/64',
    ],
  ])('of %s', async (name, vrid, family, lines, vip) => {
    await startFrr(vrid, family, lines, vip);
    expectSameFields(capture(`frr ${name}.pcapng`, vrid, '-n'));
  });
});
