import { encodeTapRecord } from '../../protocol/control/tap-stream.ts';
import { exportConf } from '../../protocol/keepalived/export-conf.ts';
import { type LabInput, labSchema } from '../../protocol/lab/schema.ts';
import { gratuitousArpFrame } from '../../protocol/wire/arp.ts';
import { ETHERTYPE_IPV4, encodeEthernet } from '../../protocol/wire/ethernet.ts';
import { encodeIpv4, PROTOCOL_VRRP } from '../../protocol/wire/ip.ts';
import { pcapngHeader, pcapngPacket } from '../../protocol/wire/pcapng-writer.ts';
import { encodeVrrp, VRRP_GROUP_V4, type VrrpAdvert } from '../../protocol/wire/vrrp.ts';

/** Valid inputs of every kind, to be changed. */
const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, 'utf8'));
const hex = (text: string) => new Uint8Array(Buffer.from(text.replace(/\s/g, ''), 'hex'));

function advertFrame(advert: Partial<VrrpAdvert>): Uint8Array {
  const whole = {
    version: 3,
    vrid: 51,
    priority: 150,
    addresses: ['10.77.0.100'],
    advertIntervalMs: 100,
    ...advert,
  };
  const src = '10.77.0.11';
  const ip = { src, dst: VRRP_GROUP_V4, ttl: 255, protocol: PROTOCOL_VRRP };
  const packet = encodeIpv4(ip, encodeVrrp(whole as VrrpAdvert, src));
  return encodeEthernet(
    { dst: '01:00:5e:00:00:12', src: '00:00:5e:00:01:33', etherType: ETHERTYPE_IPV4 },
    packet,
  );
}

/** VRRPv3 over IPv6, and an unsolicited neighbour advertisement. */
const ipv6Frames = [
  hex(`333300000012 020000000011 86dd 6c000000 0028 70 ff fe800000000000000000000000000011
       ff020000000000000000000000000012 33 33 96 02 000a 0000
       fe800000000000000000000000000100 20010db8000000000000000000000100`),
  hex(`333300000001 020000000011 86dd 60000000 0020 3a ff fe800000000000000000000000000100
       ff020000000000000000000000000001 88 00 0000 20000000 fe800000000000000000000000000100 0201020000000011`),
];

const echo = { src: '10.77.0.1', dst: '10.77.0.100', ttl: 64, protocol: 1 };

export const frames: readonly Uint8Array[] = [
  advertFrame({}),
  advertFrame({ checksumForm: 'message-only', addresses: ['10.77.0.100', '10.77.0.101', '10.77.0.102'] }),
  advertFrame({ version: 2, advertIntervalMs: 1000, authType: 1, authData: bytesOf('secret') }),
  advertFrame({ priority: 0 }),
  gratuitousArpFrame('00:00:5e:00:01:33', '10.77.0.100'),
  encodeEthernet(
    { dst: '00:00:5e:00:01:33', src: '02:00:00:00:00:01', etherType: ETHERTYPE_IPV4, vlan: 7 },
    encodeIpv4(echo, hex('0800 f7fd 0001 0001')),
  ),
  ...ipv6Frames,
];

function pcapng(): Uint8Array {
  const packets = frames.map((bytes, index) =>
    pcapngPacket({
      tsNs: BigInt(index) * 1_000_000n,
      bytes,
      originalLength: bytes.length,
      comment: `frame ${index}`,
    }),
  );
  return Buffer.concat([pcapngHeader({ application: 'Tandem', interfaceName: 'eth0' }), ...packets]);
}

function pcap(littleEndian: boolean, magic: number, linkType: number): Uint8Array {
  const parts: Uint8Array[] = [];
  const numbers = (length: number, ...values: [offset: number, value: number][]) => {
    const bytes = new Uint8Array(length);
    for (const [offset, value] of values) new DataView(bytes.buffer).setUint32(offset, value, littleEndian);
    parts.push(bytes);
  };
  numbers(24, [0, magic], [4, littleEndian ? 0x00040002 : 0x00020004], [16, 262_144], [20, linkType]);
  for (const [index, frame] of frames.entries()) {
    numbers(16, [0, 1_795_345_136], [4, index], [8, frame.length], [12, frame.length]);
    parts.push(frame);
  }
  return Buffer.concat(parts);
}

/** Little-endian: an unknown block, two interfaces with options, enhanced, simple and obsolete packets. */
const mixedPcapng = hex(`
  0a0d0d0a 1c000000 4d3c2b1a 0100 0000 ffffffffffffffff 1c000000
  adde0000 10000000 01020304 10000000
  01000000 2c000000 0100 0000 00000000  0900 0100 8a000000  0e00 0800 6400000000000000  0000 0000 2c000000
  01000000 14000000 e400 0000 02000000 14000000
  06000000 24000000 00000000 00000000 00080000 01000000 01000000 ee000000 24000000
  02000000 24000000 01000000 00000000 40420f00 02000000 02000000 45000000 24000000
  03000000 14000000 03000000 aabbcc00 14000000`);

export const captures: readonly Uint8Array[] = [
  pcapng(),
  mixedPcapng,
  new Uint8Array(Buffer.concat([mixedPcapng, pcapng()])),
  pcap(true, 0xa1b2c3d4, 1),
  pcap(false, 0xa1b23c4d, 113),
  pcap(true, 0xa1b2c3d4, 276),
];

const lab: LabInput = {
  name: 'web',
  nodes: [
    { name: 'node-a', host: '10.77.0.11', user: 'root', interface: 'eth0', auth: { kind: 'agent' } },
    { name: 'node-b', host: '10.77.0.12', user: 'root', interface: 'eth0', auth: { kind: 'agent' } },
  ],
  virtualRouters: [
    {
      vrid: 51,
      vips: ['10.77.0.100/24', '10.77.0.101/24'],
      priorities: { 'node-a': 150, 'node-b': 100 },
      transport: 'unicast',
      syncGroup: 'G',
      notify: { master: ['/usr/bin/logger', 'now master'] },
    },
    { vrid: 52, vips: ['fe80::100/64'], priorities: { 'node-a': 100, 'node-b': 150 }, preempt: false },
  ],
  checks: [
    { kind: 'http', url: 'http://127.0.0.1/', weight: -60 },
    { kind: 'process', process: 'nginx' },
    { kind: 'interface', interface: 'eth1' },
  ],
};

const byHand = `! conditions, definitions, includes
$VIP=10.0.0
@main $PRIORITY=200
@^main $PRIORITY=100
$INSTANCE= \\
  vrrp_instance VI_\${N} { \\
    virtual_router_id \${N} \\
    virtual_ipaddress { \${VIP}.\${N}/24 dev eth0 label eth0:\${N} } \\
  }
$N=51
$INSTANCE
include conf.d/*.conf
~SEQ(A, 1, 5) $INSTANCE
vrrp_script "a b"
{
  script "/bin/sh -c 'exit \\"0\\"' \\x41" # comment
  interval 0.5 weight -10 reverse
}
vrrp_instance V { state MASTER # "
  authentication { auth_type PASS
  auth_pass "12345678" } track_script { "a b" weight 5 } unicast_peer { 10.0.0.2 min_ttl 255 }
  vrrp_strict
}
`;

const parsedLab = labSchema.parse(lab);
export const confTexts: readonly string[] = [
  ...parsedLab.nodes.map((node) => exportConf(parsedLab, node).text),
  byHand,
];
export const confs: readonly Uint8Array[] = confTexts.map(bytesOf);

const status = {
  version: '0.1.0',
  lab: 'web',
  node: 'node-a',
  pid: 1,
  startedNs: '1',
  nowNs: '2',
  routers: [
    { vrid: 51, interface: 'eth0', state: 'master', cause: 'advert gap', counters: { discarded: { a: 1 } } },
  ],
};

export const messages: readonly Uint8Array[] = [
  { id: 1, op: 'status' },
  { id: 2, op: 'watch' },
  { id: 1, status },
  { id: 1, event: { kind: 'alive', status } },
  { kind: 'arp', seq: 1, sentNs: '1', replies: [{ mac: '00:00:5e:00:01:33', ns: '2' }] },
  { kind: 'icmp', seq: 1, sentNs: '1', receivedNs: null },
  { format: 1, lab: 'web', node: 'node-a', virtualRouters: [{ vrid: 51, version: 3, interface: 'eth0' }] },
  lab,
].map((value) => bytesOf(JSON.stringify(value)));

export const tapStreams: readonly Uint8Array[] = [
  new Uint8Array(
    Buffer.concat([
      encodeTapRecord({
        type: 'hello',
        hello: { version: '0.1.0', interface: 'eth0', linkType: 1, nowNs: '1', capture: 'af-packet' },
      }),
      ...frames.map((bytes) =>
        encodeTapRecord({ type: 'frame', frame: { tsNs: 1n, originalLength: bytes.length, bytes } }),
      ),
      encodeTapRecord({ type: 'drops', drops: { kernel: 1, pipe: 2 } }),
    ]),
  ),
];
