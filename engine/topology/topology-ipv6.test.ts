import { describe, expect, it } from 'vitest';
import { labSchema } from '../../protocol/lab/schema.ts';
import type { Frame } from '../../protocol/wire/frame.ts';
import { createEvidence, type Evidence, noteFrame } from './evidence.ts';
import { projectTopology } from './projection.ts';
import { advert, arpReply, capture, hosts, lab, type Node, report } from './testing/two-nodes.ts';

describe('an IPv6 pair', () => {
  const [router] = lab.virtualRouters;
  const lab6 = labSchema.parse({
    ...lab,
    virtualRouters: [{ ...router, vips: ['fe80::9/64', 'fd00::9/64'] }],
  });
  const own = { a: 'fe80::a', b: 'fe80::b' };

  function advert6(node: Node, change: { dst?: string; ttl?: number; src?: string } = {}): Frame {
    const ip = { version: 6 as const, src: own[node], dst: 'ff02::12', ttl: 255, ...change };
    const said = advert(node);
    return {
      ...said,
      ip,
      ...(said.vrrp ? { vrrp: { ...said.vrrp, addresses: ['fe80::9', 'fd00::9'] } } : {}),
    };
  }
  const ownerBy = (evidence: Evidence) => projectTopology(evidence, 4010, capture).virtualRouters[0];

  it('has its speaker named by the address that the node says to send from, also when it leads no more', () => {
    const evidence = createEvidence(lab6);
    for (let atMs = 1000; atMs <= 4000; atMs += 100) noteFrame(evidence, advert6('a'), atMs);
    expect(ownerBy(evidence)).toMatchObject({ verdict: 'owned', owner: 'fe80::a' });
    report(evidence, 'a', 'master', 1000, 3000, lab6.virtualRouters[0]?.vips ?? [], 0, own.a);
    expect(ownerBy(evidence)).toMatchObject({ verdict: 'owned', owner: 'a' });
    report(evidence, 'a', 'backup', 4000, 4000, [], 0, own.b);
    expect(ownerBy(evidence)?.witnesses.wire).toMatchObject([{ source: 'fe80::a', node: 'a' }]);
  });

  it('has its speaker named by the MAC address of the node’s IPv4 address, but not by a virtual one', () => {
    const evidence = createEvidence(lab6);
    const reply = arpReply('b');
    if (!reply.arp) throw new Error('no ARP');
    noteFrame(evidence, { ...reply, arp: { ...reply.arp, senderIp: hosts.b } }, 900);
    noteFrame(evidence, advert6('b'), 4000);
    expect(ownerBy(evidence)?.owner).toBe('b');
    const virtual = createEvidence(lab6);
    const mac = '00:00:5e:00:02:07';
    noteFrame(virtual, { ...reply, arp: { ...reply.arp, senderIp: hosts.b, senderMac: mac } }, 900);
    noteFrame(virtual, { ...advert6('b'), link: { src: mac, dst: '33:33:00:00:00:12' } }, 4000);
    expect(ownerBy(virtual)?.owner).toBe('fe80::b');
  });

  it('hears what goes to its group or to one host, and nothing else', () => {
    const evidence = createEvidence(lab6);
    expect(noteFrame(evidence, advert6('a', { dst: 'fe80::b' }), 1000)).toBe(true);
    expect(noteFrame(evidence, advert6('a', { dst: 'ff02::1' }), 1000)).toBe(false);
    expect(noteFrame(evidence, advert6('a', { ttl: 64 }), 1000)).toBe(false);
    // The same VRID over IPv4 is another virtual router.
    expect(noteFrame(evidence, advert('a'), 1000)).toBe(false);
  });
});
