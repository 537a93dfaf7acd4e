import { describe, expect, it } from 'vitest';
import { findOutage, measure, type OldMaster } from './measure.ts';
import { createRecording, type Probe } from './recording.ts';

const span = { injectMs: 1000, revertMs: 3000, probeStepMs: 10, isUnicast: false };

function probes(fromMs: number, untilMs: number, silent: (atMs: number) => boolean): Probe[] {
  const all: Probe[] = [];
  for (let sentMs = fromMs; sentMs <= untilMs; sentMs += 10) all.push({ sentMs, ok: !silent(sentMs) });
  return all;
}

describe('findOutage', () => {
  it('runs from the last answered probe to the first answered again', () => {
    const found = findOutage(
      probes(900, 2000, (at) => at > 1050 && at < 1400),
      1000,
      3000,
    );
    expect(found).toEqual({ lastOkMs: 1050, firstOkMs: 1400, lost: 34 });
  });

  it('is null when nothing was lost and when it never ended', () => {
    expect(
      findOutage(
        probes(900, 2000, () => false),
        1000,
        3000,
      ),
    ).toBeNull();
    expect(
      findOutage(
        probes(900, 2000, (at) => at > 1050),
        1000,
        3000,
      ),
    ).toBeNull();
  });

  it('does not depend on the order in which answers came', () => {
    const all = probes(900, 2000, (at) => at > 1050 && at < 1400);
    expect(findOutage(all.toReversed(), 1000, 3000)?.lost).toBe(34);
  });

  it('leaves out what was lost before the drill', () => {
    expect(
      findOutage(
        probes(100, 2000, (at) => at > 300 && at < 600),
        1000,
        3000,
      ),
    ).toBeNull();
  });
});

const oldMac = '02:00:00:00:00:0a';
const newMac = '02:00:00:00:00:0b';
const old: OldMaster = {
  sent: ({ source }) => source === 'old',
  announced: ({ mac }) => mac === oldMac,
};
const advert = (atMs: number, source: 'old' | 'new', priority = source === 'old' ? 150 : 100) => ({
  atMs,
  source,
  mac: source === 'old' ? oldMac : newMac,
  priority,
});

describe('measure', () => {
  const recording = createRecording();
  for (const atMs of [800, 900, 990]) recording.adverts.push(advert(atMs, 'old'));
  for (const atMs of [1350, 1450]) recording.adverts.push(advert(atMs, 'new'));
  recording.announcements.push({ atMs: 1350.4, mac: newMac });
  recording.icmp.push(...probes(900, 2000, (at) => at > 1010 && at < 1360));
  const { measured, timeline } = measure(recording, span, old);

  it('reads detection, takeover, ARP and outage', () => {
    expect(measured).toMatchObject({
      takeoverMs: 350,
      detectMs: 360,
      arpMs: 0.4,
      outageMs: { icmp: 350, http: null },
      dualOwnerMs: 0,
      noOwnerMs: 360,
      transitions: 1,
    });
  });

  it('tells the story in order', () => {
    expect(timeline.map((entry) => entry.what)).toEqual([
      'last-advert',
      'icmp-lost',
      'first-advert',
      'gratuitous-arp',
      'icmp-back',
    ]);
  });

  it('says null, not 0, when the service never came back', () => {
    const dead = { ...recording, icmp: probes(900, 2000, (at) => at > 1010) };
    expect(measure(dead, span, old).measured.outageMs.icmp).toBeNull();
  });

  it('counts the time in which both advertised', () => {
    const both = {
      ...recording,
      adverts: [...recording.adverts, advert(1400, 'old')],
    };
    expect(measure(both, span, old).measured.dualOwnerMs).toBe(50);
  });

  it('takes the announcement for the takeover where no advert gets here', () => {
    const unicast = {
      ...recording,
      adverts: [],
      announcements: [
        { atMs: 700, mac: newMac },
        { atMs: 1100, mac: oldMac },
        { atMs: 1350.4, mac: newMac },
        { atMs: 1351, mac: newMac },
        { atMs: 3400, mac: oldMac },
      ],
    };
    const found = measure(unicast, { ...span, isUnicast: true }, old);
    expect(found.measured).toMatchObject({
      takeoverMs: 350.4,
      detectMs: null,
      arpMs: null,
      dualOwnerMs: null,
      noOwnerMs: null,
      transitions: 1,
      outageMs: { icmp: 350 },
    });
    expect(found.timeline.map(({ what }) => what)).toEqual(['icmp-lost', 'gratuitous-arp', 'icmp-back']);
  });

  it('does not take an announcement for a takeover where adverts would be heard', () => {
    const silent = { ...recording, adverts: recording.adverts.filter(({ source }) => source === 'old') };
    expect(measure(silent, span, old).measured).toMatchObject({ takeoverMs: null, transitions: 0 });
  });

  it('takes the new master’s advert where one of a unicast pair gets here by chance, the old one’s for none', () => {
    const unicast = { ...span, isUnicast: true };
    expect(measure(recording, unicast, old).measured).toMatchObject({ takeoverMs: 350, detectMs: 360 });
    const stray = { ...recording, adverts: [advert(900, 'old')] };
    const found = measure(stray, unicast, old);
    expect(found.measured).toMatchObject({ takeoverMs: 350.4, transitions: 1 });
    expect(found.timeline.map(({ what }) => what)).not.toContain('last-advert');
  });

  it('counts the lost requests where no ping was answered', () => {
    const { icmp, ...rest } = recording;
    const found = measure({ ...rest, icmp: [], http: icmp }, span, old).measured;
    expect(found).toMatchObject({ outageMs: { icmp: null, http: 350 }, lostProbes: 34 });
  });
});
