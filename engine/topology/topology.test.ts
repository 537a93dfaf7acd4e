import { describe, expect, it } from 'vitest';
import { labSchema } from '../../protocol/lab/schema.ts';
import type { Frame } from '../../protocol/wire/frame.ts';
import { mostKept } from './bounded.ts';
import { createEvidence, type Evidence, noteFrame, noteQuestion } from './evidence.ts';
import { advert, advertise, arpReply, lab, report, routerAt, stranger } from './testing/two-nodes.ts';
import { askedVips } from './watcher.ts';

describe('ownership is a projection of evidence', () => {
  it('is unknown before anything was seen', () => {
    expect(routerAt(createEvidence(lab), 1000)).toMatchObject({ verdict: 'unknown', owner: null });
  });

  it('says of the unknown whether nobody spoke or nobody listened', () => {
    const evidence = createEvidence(lab);
    expect(routerAt(evidence, 1000).unknownBecause?.code).toBe('unknown.nothing-heard');
    expect(routerAt(evidence, 1000, 'failed').unknownBecause?.code).toBe('unknown.nobody-listens');
    advertise(evidence, 'a', 1000, 2000);
    expect(routerAt(evidence, 2050).unknownBecause).toBeUndefined();
    // What once was heard says nothing now, and a dead pair that is listened to is nobody's.
    expect(routerAt(evidence, 3000, 'failed').unknownBecause?.code).toBe('unknown.nobody-listens');
    expect(routerAt(evidence, 3000)).toMatchObject({ verdict: 'no-owner' });
    expect(routerAt(evidence, 3000).unknownBecause).toBeUndefined();
  });

  it('belongs to who advertises, with time and source', () => {
    const evidence = createEvidence(lab);
    advertise(evidence, 'a', 1000, 2000);
    expect(routerAt(evidence, 2050)).toMatchObject({
      verdict: 'owned',
      owner: 'a',
      source: 'wire',
      sinceMs: 1000,
      seenMs: 2000,
    });
  });

  it('turns to nobody when adverts are older than Master_Down_Interval', () => {
    const evidence = createEvidence(lab);
    advertise(evidence, 'a', 1000, 2000);
    expect(routerAt(evidence, 2360).verdict).toBe('owned');
    const router = routerAt(evidence, 2362);
    expect(router).toMatchObject({ verdict: 'no-owner', owner: null });
    expect(router.witnesses.wire[0]?.freshness).toBe('stale');
  });

  it('never stays with a silent node because that node once said master', () => {
    const evidence = createEvidence(lab);
    report(evidence, 'a', 'master', 1000, 2000, ['10.0.0.9/24']);
    expect(routerAt(evidence, 3000)).toMatchObject({ owner: 'a', source: 'nodes' });
    expect(routerAt(evidence, 6000)).toMatchObject({ owner: null, verdict: 'no-owner' });
  });
});

describe('adverts that name other addresses', () => {
  const other = labSchema.parse({
    ...lab,
    virtualRouters: [{ ...lab.virtualRouters[0], vips: ['10.0.0.9/24', '10.0.0.99/24'] }],
  });

  it('own none that they leave out, though nobody else speaks', () => {
    const evidence = createEvidence(other);
    advertise(evidence, 'a', 1000, 4000);
    expect(routerAt(evidence, 4050)).toMatchObject({ verdict: 'disagree', owner: 'a' });
  });
});

describe('a move', () => {
  it('after a crash is explained by the gap between adverts', () => {
    const evidence = createEvidence(lab);
    advertise(evidence, 'a', 1000, 2000);
    advertise(evidence, 'b', 2361, 2561);
    const router = routerAt(evidence, 2600);
    expect(router).toMatchObject({ verdict: 'owned', owner: 'b', sinceMs: 2361 });
    expect(router.transitions[0]).toMatchObject({
      from: 'a',
      to: 'b',
      cause: { code: 'cause.gap', params: { gap: '361 ms' } },
    });
  });

  it('after a graceful stop names the priority-0 advert', () => {
    const evidence = createEvidence(lab);
    advertise(evidence, 'a', 1000, 2000);
    noteFrame(evidence, advert('a', 0), 2050);
    expect(routerAt(evidence, 2051).verdict).toBe('no-owner');
    advertise(evidence, 'b', 2111, 2211);
    expect(routerAt(evidence, 2220).transitions[0]?.cause).toEqual({
      code: 'cause.released',
      params: { source: '10.0.0.1', gap: '61 ms' },
    });
  });

  it('by preemption names the priorities and is not mistaken for a split brain', () => {
    const evidence = createEvidence(lab);
    advertise(evidence, 'b', 1000, 2000);
    advertise(evidence, 'a', 2040, 2040);
    expect(routerAt(evidence, 2041)).toMatchObject({ verdict: 'owned', owner: 'a' });
    expect(routerAt(evidence, 2041).transitions[0]?.cause).toEqual({
      code: 'cause.preempted',
      params: { priority: 150, previous: 100 },
    });
  });
});

describe('split brain', () => {
  it('is two speakers whose adverts interleave', () => {
    const evidence = createEvidence(lab);
    advertise(evidence, 'a', 1000, 2000);
    advertise(evidence, 'b', 1550, 1950);
    expect(routerAt(evidence, 2010)).toMatchObject({ verdict: 'split-brain', owner: null });
    expect(routerAt(evidence, 2010).transitions[0]?.cause.code).toBe('cause.beside');
  });

  it('is two MAC addresses that answer the same probe', () => {
    const evidence = createEvidence(lab);
    advertise(evidence, 'a', 1000, 3000);
    noteFrame(evidence, arpReply('a'), 2900);
    noteFrame(evidence, arpReply('b'), 2901);
    expect(routerAt(evidence, 3010).verdict).toBe('split-brain');
  });

  it('is not a take-over between two probes', () => {
    const evidence = createEvidence(lab);
    noteFrame(evidence, arpReply('a'), 1000);
    advertise(evidence, 'b', 1500, 2100);
    noteFrame(evidence, arpReply('b'), 2000);
    expect(routerAt(evidence, 2110)).toMatchObject({ verdict: 'owned', owner: 'b' });
  });

  it('is not a question that came late, just before the owner changed, and the next one just after', () => {
    const evidence = createEvidence(lab);
    advertise(evidence, 'a', 1000, 2300);
    noteFrame(evidence, arpReply('a'), 2350);
    noteFrame(evidence, advert('a', 0), 2360);
    advertise(evidence, 'b', 2421, 2921);
    noteFrame(evidence, arpReply('b'), 2900);
    expect(routerAt(evidence, 2930)).toMatchObject({ verdict: 'owned', owner: 'b' });
    // From here on both answer.
    noteFrame(evidence, arpReply('a'), 2940);
    expect(routerAt(evidence, 2950).verdict).toBe('split-brain');
  });

  it('is two nodes that both keep saying master', () => {
    const evidence = createEvidence(lab);
    report(evidence, 'a', 'master', 1000, 4000, []);
    report(evidence, 'b', 'master', 2000, 4000, []);
    expect(routerAt(evidence, 4001).verdict).toBe('split-brain');
  });
});

describe('disagreement', () => {
  it('is an address on a node that does not own it', () => {
    const evidence = createEvidence(lab);
    advertise(evidence, 'a', 1000, 4000);
    report(evidence, 'a', 'master', 1000, 4000, ['10.0.0.9/24']);
    report(evidence, 'b', 'backup', 1000, 4000, ['10.0.0.9/24']);
    expect(routerAt(evidence, 4010)).toMatchObject({ verdict: 'disagree', owner: 'a' });
  });

  it('leaves a move time to settle', () => {
    const evidence = createEvidence(lab);
    report(evidence, 'a', 'master', 1000, 3900, ['10.0.0.9/24']);
    advertise(evidence, 'b', 3800, 4000);
    expect(routerAt(evidence, 4010)).toMatchObject({ verdict: 'owned', owner: 'b' });
  });
});

describe('a report that comes before the advert that it is about', () => {
  it('is no disagreement of who just let go', () => {
    const evidence = createEvidence(lab);
    advertise(evidence, 'b', 1000, 4000);
    report(evidence, 'b', 'backup', 4040, 4041, []);
    expect(routerAt(evidence, 4042)).toMatchObject({ verdict: 'owned', owner: 'b' });
    advertise(evidence, 'b', 4100, 5600);
    report(evidence, 'b', 'backup', 4040, 5600, []);
    expect(routerAt(evidence, 5610)).toMatchObject({ verdict: 'disagree', owner: 'b' });
  });

  it('is no disagreement of who just took it', () => {
    const evidence = createEvidence(lab);
    advertise(evidence, 'b', 1000, 4000);
    report(evidence, 'a', 'master', 4040, 4041, ['10.0.0.9/24']);
    expect(routerAt(evidence, 4042)).toMatchObject({ verdict: 'owned', owner: 'b' });
  });
});

describe('a VIP that is nowhere', () => {
  it('is a disagreement when the owner reports that it does not hold it', () => {
    const evidence = createEvidence(lab);
    advertise(evidence, 'a', 1000, 4000);
    report(evidence, 'a', 'master', 1000, 4000, []);
    report(evidence, 'b', 'backup', 1000, 4000, []);
    expect(routerAt(evidence, 4010)).toMatchObject({ verdict: 'disagree', owner: 'a' });
    report(evidence, 'a', 'master', 1000, 4020, ['10.0.0.9/24']);
    expect(routerAt(evidence, 4030)).toMatchObject({ verdict: 'owned', owner: 'a' });
  });

  it('may be missing in a report from within the move', () => {
    const evidence = createEvidence(lab);
    report(evidence, 'a', 'master', 1000, 1010, []);
    advertise(evidence, 'a', 1000, 3000);
    expect(routerAt(evidence, 3010).verdict).toBe('owned');
  });

  function ask(evidence: Evidence, fromMs: number, untilMs: number, isAnswered: boolean) {
    for (let atMs = fromMs; atMs <= untilMs; atMs += 1000)
      noteQuestion(evidence, '10.0.0.9/24', isAnswered, atMs);
  }

  it('is a disagreement when nobody answers for it any more while adverts go on', () => {
    const evidence = createEvidence(lab);
    advertise(evidence, 'a', 1000, 9000);
    ask(evidence, 1500, 4500, true);
    ask(evidence, 5500, 8500, false);
    expect(routerAt(evidence, 9010).verdict).toBe('owned');
    advertise(evidence, 'a', 9100, 9200);
    expect(routerAt(evidence, 9210)).toMatchObject({ verdict: 'disagree', owner: 'a' });
    expect(routerAt(evidence, 9210, 'failed').verdict).toBe('owned');
    ask(evidence, 9250, 9250, true);
    expect(routerAt(evidence, 9260).verdict).toBe('owned');
  });

  it('is not concluded from questions that were never answered, nor when nobody asks', () => {
    const evidence = createEvidence(lab);
    advertise(evidence, 'a', 1000, 9000);
    ask(evidence, 1500, 8500, false);
    expect(routerAt(evidence, 9010).verdict).toBe('owned');
    const unasked = createEvidence(lab);
    ask(unasked, 1500, 2500, true);
    advertise(unasked, 'a', 1000, 9000);
    expect(routerAt(unasked, 9010).verdict).toBe('owned');
  });
});

describe('a VIP that is not in the adverts', () => {
  const [router] = lab.virtualRouters;
  const withExcluded = labSchema.parse({
    ...lab,
    virtualRouters: [{ ...router, excludedVips: ['10.0.0.10/24', 'fd77::10/64'] }],
  });
  const reply = (node: 'a' | 'b', senderMac?: string): Frame => {
    const frame = arpReply(node);
    if (!frame.arp) throw new Error('no ARP');
    return { ...frame, arp: { ...frame.arp, senderIp: '10.0.0.10', ...(senderMac ? { senderMac } : {}) } };
  };

  it('has its ARP witness, and a host that answers beside the owner is a split brain', () => {
    const evidence = createEvidence(withExcluded);
    advertise(evidence, 'a', 1000, 2000);
    noteFrame(evidence, reply('a'), 2000);
    expect(routerAt(evidence, 2050)).toMatchObject({
      verdict: 'owned',
      witnesses: { arp: [{ vip: '10.0.0.10/24', how: 'reply', freshness: 'fresh' }] },
    });
    noteFrame(evidence, reply('a', '02:00:00:00:00:99'), 2001);
    expect(routerAt(evidence, 2050).verdict).toBe('split-brain');
  });

  it('is not taken for the address that its holder uses as its own', () => {
    const evidence = createEvidence(withExcluded);
    advertise(evidence, 'a', 1000, 2000);
    noteFrame(evidence, reply('a'), 2000);
    noteFrame(evidence, arpReply('a'), 2001);
    expect(routerAt(evidence, 2050).witnesses.arp.map(({ node }) => node)).toEqual(['a', 'a']);
  });

  it('is asked for after those in the adverts, as far as a person’s machine bears', () => {
    expect(askedVips(withExcluded)).toEqual(['10.0.0.9/24', '10.0.0.10/24']);
    const excludedVips = Array.from({ length: 100 }, (_, index) => `10.0.1.${index + 1}/24`);
    const many = labSchema.parse({ ...lab, virtualRouters: [{ ...router, excludedVips }] });
    expect(askedVips(many)).toHaveLength(32);
  });
});

describe('silence', () => {
  it('of a unicast pair says nothing: its adverts do not get here', () => {
    const [router] = lab.virtualRouters;
    const evidence = createEvidence(
      labSchema.parse({ ...lab, virtualRouters: [{ ...router, transport: 'unicast' }] }),
    );
    advertise(evidence, 'a', 1000, 2000);
    expect(routerAt(evidence, 3000).verdict).toBe('unknown');
    report(evidence, 'a', 'master', 1000, 2900, ['10.0.0.9/24']);
    expect(routerAt(evidence, 3000)).toMatchObject({ verdict: 'owned', owner: 'a', source: 'nodes' });
  });

  it('is only an alarm to who listens', () => {
    const evidence = createEvidence(lab);
    advertise(evidence, 'a', 1000, 2000);
    expect(routerAt(evidence, 3000, 'failed').verdict).toBe('unknown');
    expect(routerAt(evidence, 3000).verdict).toBe('no-owner');
    report(evidence, 'b', 'fault', 1000, 2900, []);
    expect(routerAt(evidence, 3000, 'failed').verdict).toBe('unknown');
    report(evidence, 'b', 'backup', 1000, 2900, []);
    expect(routerAt(evidence, 3000, 'failed').verdict).toBe('no-owner');
  });

  it('is certain when every node says that it does not own it', () => {
    const evidence = createEvidence(lab);
    report(evidence, 'a', 'fault', 1000, 2900, []);
    report(evidence, 'b', 'fault', 1000, 2900, []);
    expect(routerAt(evidence, 3000, 'failed').verdict).toBe('no-owner');
  });
});

describe('a stranger', () => {
  it('is not heard with what every router discards', () => {
    const good = advert('b', 200);
    const { ip, vrrp } = good;
    if (!ip || !vrrp) throw new Error('no advert');
    const discarded: Frame[] = [
      { ...good, ip: { ...ip, ttl: 64 }, problems: ['ttl-not-255'] },
      { ...good, ip: { ...ip, version: 6, src: 'fe80::1' } },
      { ...good, vrrp: { ...vrrp, type: 2 }, problems: ['type-unknown'] },
      { ...good, vrrp: { ...vrrp, checksum: { ok: false, form: null } }, problems: ['checksum-bad'] },
      { ...good, problems: ['length-wrong'] },
      { ...good, vrrp: { ...vrrp, advertIntervalMs: 0 }, problems: ['interval-zero'] },
    ];
    const evidence = createEvidence(lab);
    advertise(evidence, 'a', 1000, 2000);
    for (const frame of discarded)
      for (const atMs of [1550, 1650, 1950]) expect(noteFrame(evidence, frame, atMs)).toBe(false);
    expect(routerAt(evidence, 2010)).toMatchObject({ verdict: 'owned', owner: 'a' });
  });

  it('with a slow interval is one unbroken run and stays the owner between its adverts', () => {
    const evidence = createEvidence(lab);
    for (const atMs of [1000, 3000, 5000]) noteFrame(evidence, stranger(1, 2000), atMs);
    const router = routerAt(evidence, 6900);
    expect(router).toMatchObject({ verdict: 'owned', owner: '10.0.1.1', sinceMs: 1000 });
    expect(router.transitions).toHaveLength(1);
    // 3 × 2000 ms and the skew of priority 200.
    expect(routerAt(evidence, 5000 + 6437).verdict).toBe('owned');
    expect(routerAt(evidence, 5000 + 6438).verdict).toBe('no-owner');
  });

  it('cannot fill the memory with invented addresses', () => {
    const evidence = createEvidence(lab);
    for (let last = 1; last <= 200; last++) {
      noteFrame(evidence, stranger(last, 100), 1000 + last);
      const reply = arpReply('a');
      const senderMac = `02:00:00:00:02:${last.toString(16).padStart(2, '0')}`;
      if (reply.arp) noteFrame(evidence, { ...reply, arp: { ...reply.arp, senderMac } }, 1000 + last);
    }
    const speakers = evidence.speakers.get(7);
    expect([speakers?.size, evidence.arp.get('10.0.0.9')?.size, evidence.macs.size]).toEqual([
      mostKept,
      mostKept,
      mostKept,
    ]);
    expect([speakers?.has('10.0.1.200'), speakers?.has('10.0.1.1')]).toEqual([true, false]);
  });
});

describe("a node's clock", () => {
  it('is never taken for our own', () => {
    const evidence = createEvidence(lab);
    report(evidence, 'a', 'master', 1000, 4000, ['10.0.0.9/24'], 60_000);
    report(evidence, 'b', 'master', 2000, 4000, [], 60_000);
    const router = routerAt(evidence, 4001);
    expect(router.witnesses.nodes.map((node) => node.sinceMs)).toEqual([1000, 2000]);
    expect(router.verdict).toBe('split-brain');
  });
});
