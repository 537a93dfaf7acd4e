import { describe, expect, it } from 'vitest';
import { ARP_REPLY, ARP_REQUEST, arpRequestFrame, encodeArp } from '../../../protocol/wire/arp.ts';
import { encodeEthernet } from '../../../protocol/wire/ethernet.ts';
import { encodeIpv4, encodeIpv6 } from '../../../protocol/wire/ip.ts';
import { unsolicitedAdvertisementFrame } from '../../../protocol/wire/ndp.ts';
import { solicitationFrame } from '../../../protocol/wire/solicitation.ts';
import { encodeVrrp, VRRP_GROUP_V4, VRRP_GROUP_V6 } from '../../../protocol/wire/vrrp.ts';
import { testLab } from '../../deploy/test-lab.ts';
import { judgeVips, judgeVrids } from './judge-others.ts';
import { judgeSegment } from './judge-segment.ts';
import { type VrrpPath, vrrpPath } from './judge-vrrp.ts';
import type { Observation, SentProbe } from './observation.ts';
import { probePayload } from './probe-packet.ts';
import { filterHex, type PuppetPacket, parsePuppetLine } from './puppet-protocol.ts';

const macs = { a: '02:00:00:00:00:0a', b: '02:00:00:00:00:0b', stranger: '02:00:00:00:00:99' };
const addresses = { a: '10.0.0.1', b: '10.0.0.2', stranger: '10.0.0.3' };
const addresses6 = { a: 'fe80::a', b: 'fe80::b', stranger: 'fe80::99' };
type Who = keyof typeof macs;

function observation(node: 'a' | 'b', change: Partial<Observation> = {}): Observation {
  return {
    node,
    interface: 'eth0',
    mac: macs[node],
    linkLocal: addresses6[node],
    macs: [macs[node]],
    own: { sources: [], macs: [] },
    probes: [],
    unseen: null,
    seen: [],
    ...change,
  };
}

const packetOf = (from: Who, payload: Uint8Array) =>
  encodeIpv4({ src: addresses[from], dst: VRRP_GROUP_V4, ttl: 255, protocol: 112 }, payload);
const frameOf = (from: Who, packet: Uint8Array) =>
  encodeEthernet({ dst: '01:00:5e:00:00:12', src: macs[from], etherType: 0x0800 }, packet);
const advert = (from: Who, vrid: number, priority = 100) =>
  frameOf(
    from,
    packetOf(
      from,
      encodeVrrp(
        { version: 3, vrid, priority, addresses: ['10.0.0.9'], advertIntervalMs: 1000 },
        addresses[from],
      ),
    ),
  );
const advert6 = (from: Who) => {
  const fields = {
    version: 3,
    vrid: 7,
    priority: 100,
    addresses: ['fe80::9'],
    advertIntervalMs: 1000,
  } as const;
  return frame6Of(from, encodeVrrp(fields, addresses6[from], VRRP_GROUP_V6));
};
function frame6Of(from: Who, payload: Uint8Array): Uint8Array {
  const ip = { src: addresses6[from], dst: VRRP_GROUP_V6, hopLimit: 255, nextHeader: 112 };
  const link = { dst: '33:33:00:00:00:12', src: macs[from], etherType: 0x86dd };
  return encodeEthernet(link, encodeIpv6(ip, payload));
}
const [router] = testLab.virtualRouters;
const testLab6 = { ...testLab, virtualRouters: [{ ...router, vips: ['fe80::9/64'] }] } as typeof testLab;
const arp = (from: Who, operation: number, senderIp: string) =>
  encodeEthernet(
    { dst: macs.a, src: macs[from], etherType: 0x0806 },
    encodeArp({ operation, senderMac: macs[from], senderIp, targetMac: macs.a, targetIp: '0.0.0.0' }),
  );

/** A neighbour advertisement that claims an address, as its owner sends it. */
function advertisement(from: Who, address: string, hopLimit = 255): Uint8Array {
  const frame = unsolicitedAdvertisementFrame(macs[from], address, false);
  frame[14 + 7] = hopLimit;
  return frame;
}

describe.each([4, 6] as const)('where protocol 112 got to, over IPv%i', (family) => {
  const payload = probePayload();
  const probe: SentProbe = { family, source: '', target: '', payload };
  const frame = (bytes: Uint8Array) =>
    family === 4 ? frameOf('a', packetOf('a', bytes)) : frame6Of('a', bytes);
  const sent = observation('a', { probes: [probe] });
  const left = { kind: 'out' as const, bytes: frame(payload) };
  const arrived = { ...left, kind: 'in' as const };
  const hearing = (bytes: Uint8Array): PuppetPacket =>
    family === 4 ? { kind: 'ip', bytes: packetOf('a', bytes) } : { kind: 'ip6', bytes };

  it.each<[string, PuppetPacket[], PuppetPacket[], VrrpPath]>([
    ['a program heard it', [left], [arrived, hearing(payload)], 'passes'],
    ['it came in and no program heard it', [left], [arrived], 'blocked-in'],
    ['it left and did not come in', [left], [], 'lost-between'],
    ['it did not leave', [], [], 'blocked-out'],
    ['another run’s packet is heard', [left], [hearing(probePayload())], 'lost-between'],
  ])('%s', (_name, out, seen, path) => {
    expect(vrrpPath({ ...sent, seen: out }, observation('b', { seen }), probe)).toBe(path);
  });

  it('is not judged where one could not look', () => {
    expect(vrrpPath(sent, observation('b', { unseen: 'no perl' }), probe)).toBeNull();
    const without = { linkLocal: null, seen: [arrived] };
    expect(vrrpPath(sent, observation('b', without), probe)).toBe(family === 4 ? 'blocked-in' : null);
  });
});

describe('the segment', () => {
  const probe = { kind: 'in' as const, bytes: arpRequestFrame(macs.a, '0.0.0.0', '10.0.0.9') };

  it('is one where the other’s broadcast arrives', () => {
    expect(judgeSegment(observation('a'), observation('b', { seen: [probe] })).status).toBe('pass');
    expect(judgeSegment(observation('a'), observation('b')).status).toBe('fail');
    expect(judgeSegment(observation('a', { unseen: 'down' }), observation('b')).status).toBe('warn');
  });
});

describe('others on the wire', () => {
  const picture = (bytes: Uint8Array, change: Partial<Observation> = {}) => ({
    nodes: [
      observation('a', { seen: [{ kind: 'in' as const, bytes }], ...change }),
      observation('b'),
    ] as const,
    listenedMs: 4000,
  });

  it.each([
    ['a stranger with our VRID', advert('stranger', 7), {}, 'deploy.other-vrrp'],
    ['a stranger with another VRID', advert('stranger', 8), {}, 'vrid-free.yes'],
    ['a stranger’s good-bye', advert('stranger', 7, 0), {}, 'vrid-free.yes'],
    ['the lab’s own speaker', advert('b', 7), { own: { sources: [addresses.b], macs: [] } }, 'vrid-free.yes'],
    ['a node that Tandem does not run', advert('b', 7), {}, 'deploy.other-vrrp'],
    ['a stranger over IPv6, where the lab is IPv4', advert6('stranger'), {}, 'vrid-free.yes'],
    ['our own probe', frameOf('b', packetOf('b', probePayload())), {}, 'vrid-free.yes'],
  ])('%s', (_name, bytes, change, code) => {
    expect(judgeVrids(testLab, picture(bytes, change)).said.code).toBe(code);
  });

  it.each([
    ['a stranger with our VRID', 'stranger', 'deploy.other-vrrp'],
    ['the lab’s own speaker, by its link-local address', 'b', 'vrid-free.yes'],
    ['the lab’s own speaker, by its MAC address', 'a', 'vrid-free.yes'],
  ] as const)('%s, over IPv6', (_name, from, code) => {
    const own = { sources: [addresses6.b], macs: [macs.a] };
    expect(judgeVrids(testLab6, picture(advert6(from), { own })).said.code).toBe(code);
  });

  it('an IPv4 speaker is none of an IPv6 lab’s, whatever its VRID', () => {
    expect(judgeVrids(testLab6, picture(advert('stranger', 7))).said.code).toBe('vrid-free.yes');
  });

  it.each([
    ['a reply for the VIP', arp('stranger', ARP_REPLY, '10.0.0.9'), 'deploy.vip-in-use'],
    ['an announcement of the VIP', arp('stranger', ARP_REQUEST, '10.0.0.9'), 'deploy.vip-in-use'],
    ['a reply of a node', arp('b', ARP_REPLY, '10.0.0.9'), 'vip-unused.yes'],
    ['a reply for something else', arp('stranger', ARP_REPLY, '10.0.0.8'), 'vip-unused.yes'],
    ['a question about the VIP', arpRequestFrame(macs.stranger, '10.0.0.3', '10.0.0.9'), 'vip-unused.yes'],
    ['half a frame', new Uint8Array(20), 'vip-unused.yes'],
  ])('%s', (_name, bytes, code) => {
    expect(judgeVips(testLab, picture(bytes)).said.code).toBe(code);
  });

  it.each([
    ['an advertisement of the VIP', advertisement('stranger', 'fe80::9'), 'deploy.vip-in-use'],
    ['one of a node', advertisement('b', 'fe80::9'), 'vip-unused.yes'],
    ['one of something else', advertisement('stranger', 'fe80::8'), 'vip-unused.yes'],
    ['one that came over a router', advertisement('stranger', 'fe80::9', 254), 'vip-unused.yes'],
    ['a question about the VIP', solicitationFrame(macs.stranger, 'fe80::99', 'fe80::9'), 'vip-unused.yes'],
  ])('%s, over IPv6', (_name, bytes, code) => {
    const { said } = judgeVips(testLab6, picture(bytes));
    expect(said.code).toBe(code);
    if (code === 'deploy.vip-in-use') expect(said.params).toEqual({ mac: macs.stranger, vip: 'fe80::9' });
  });

  it('an IPv6 VIP that no node could ask for is not called unused, one of IPv4 in use is told all the same', () => {
    const [first] = testLab.virtualRouters;
    const both = {
      ...testLab,
      virtualRouters: [{ ...first, excludedVips: ['fd00::9/64'] }],
    } as typeof testLab;
    const nodes = (seen: Observation['seen']) =>
      [observation('a', { linkLocal: null, seen }), observation('b', { linkLocal: null })] as const;
    expect(judgeVips(both, { nodes: nodes([]), listenedMs: 4000 }).said).toMatchObject({
      code: 'wire.not-checked',
      params: { reason: 'eth0 has no link-local IPv6 address' },
    });
    const reply = { kind: 'in' as const, bytes: arp('stranger', ARP_REPLY, '10.0.0.9') };
    expect(judgeVips(both, { nodes: nodes([reply]), listenedMs: 4000 }).status).toBe('fail');
  });

  it('are looked for by one node where the other cannot, and by nobody where neither can', () => {
    const blind = { unseen: 'no perl', seen: [] };
    const one = { nodes: [observation('a', blind), observation('b')] as const, listenedMs: 4000 };
    expect(judgeVrids(testLab, one).status).toBe('pass');
    const none = { nodes: [observation('a', blind), observation('b', blind)] as const, listenedMs: 4000 };
    expect(judgeVrids(testLab, none).status).toBe('warn');
    expect(judgeVips(testLab, none).status).toBe('warn');
  });
});

describe('what the node’s few lines say', () => {
  it('is read strictly', () => {
    expect(parsePuppetLine('ready')).toEqual({ kind: 'ready' });
    expect(parsePuppetLine('in 00ff')).toMatchObject({ kind: 'in' });
    expect(parsePuppetLine('ip6 ff')).toMatchObject({ kind: 'ip6' });
    for (const text of ['in 0', 'ip4 00', 'in zz', 'in', 'Welcome', 'ready ', 'out 00 00'])
      expect(parsePuppetLine(text)).toBeNull();
  });

  it('the filter is whole instructions of eight bytes', () => {
    expect(filterHex).toHaveLength(13 * 16);
  });
});
