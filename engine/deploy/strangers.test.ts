import { describe, expect, it } from 'vitest';
import { type Lab, labSchema } from '../../protocol/lab/schema.ts';
import type { Frame } from '../../protocol/wire/frame.ts';
import type { Capture } from '../capture/capture.ts';
import type { Clock } from '../platform/clock.ts';
import { createStrangers, parseProbeLines } from './strangers.ts';
import { testLab } from './test-lab.ts';

const [router] = testLab.virtualRouters;
const lab6 = labSchema.parse({ ...testLab, virtualRouters: [{ ...router, vips: ['fe80::9/64'] }] });
const mac = '02:00:00:00:00:0a';
const virtualMac = '00:00:5e:00:02:07';
const clock: Clock = {
  now: () => 0,
  after: (_ms, run) => {
    queueMicrotask(run);
    return () => undefined;
  },
};

const advert = (version: 4 | 6, src: string, from: string) =>
  ({ link: { src: from, dst: '' }, ip: { version, src }, vrrp: { vrid: 7, priority: 100 } }) as Frame;

async function listen(
  lab: Lab,
  heard: Frame[],
  own: { sources?: string[]; macs?: string[] },
  segment = true,
) {
  let tell: (frame: Frame, tsNs: bigint) => void = () => undefined;
  const capture = {
    start: async () => undefined,
    onFrame: (listener: typeof tell) => {
      tell = listener;
      return () => undefined;
    },
  } as unknown as Capture;
  const listening = createStrangers(capture, clock, async () => (segment ? 'eth0' : null)).listen(lab);
  for (const frame of heard) tell(frame, 0n);
  return listening.expectNone({ sources: [], macs: [], ...own }, new AbortController().signal);
}

describe('others who speak for a VRID of the lab', () => {
  it('are not the lab’s own speakers, which are known by source or by MAC address', async () => {
    expect(await listen(testLab, [advert(4, '10.0.0.1', mac)], { sources: ['10.0.0.1'] })).toBe(true);
    expect(await listen(lab6, [advert(6, 'fe80::a', mac)], { macs: [mac] })).toBe(true);
    expect(await listen(lab6, [advert(6, 'fe80::a', virtualMac)], { sources: ['fe80::a'] })).toBe(true);
  });

  it('are named, and a virtual MAC address is nobody’s own', async () => {
    const refused = { problem: { code: 'deploy.other-vrrp', params: { source: 'fe80::c' } } };
    const heard = [advert(6, 'fe80::c', virtualMac)];
    await expect(listen(lab6, heard, { macs: [virtualMac] })).rejects.toMatchObject(refused);
  });

  it('have a VRID of the other family to themselves', async () => {
    expect(await listen(lab6, [advert(4, '10.0.0.7', mac)], {})).toBe(true);
  });

  it('were not looked for where there is no segment to listen on', async () => {
    expect(await listen(testLab, [], {}, false)).toBe(false);
  });
});

it('a probe’s answers are read from among whatever else the host prints', () => {
  const answer = { kind: 'arp', seq: 1, sentNs: '1', replies: [] };
  const output = `Welcome!\n{"kind":\n42\n\n{"kind":"nonsense"}\n${JSON.stringify(answer)}\n`;
  expect(parseProbeLines(output)).toEqual([answer]);
});
