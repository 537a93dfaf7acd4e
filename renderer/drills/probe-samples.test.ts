import { expect, test } from 'vitest';
import { type ProbeSample, pushSample } from './probe-samples.ts';

const play = (probes: { sent: number; lost: number }[]) =>
  probes.reduce<ProbeSample[]>((samples, probe) => pushSample(samples, probe), []);

test('each sample says what was lost since the one before', () => {
  const samples = play([
    { sent: 10, lost: 0 },
    { sent: 20, lost: 4 },
    { sent: 30, lost: 4 },
  ]);
  expect(samples.map(({ lost }) => lost)).toEqual([0, 4, 0]);
});

test('the same counters again are no sample, and a counter that went back is another drill', () => {
  expect(
    play([
      { sent: 10, lost: 1 },
      { sent: 10, lost: 1 },
    ]),
  ).toHaveLength(1);
  expect(
    play([
      { sent: 900, lost: 35 },
      { sent: 5, lost: 0 },
    ]),
  ).toEqual([{ sent: 5, lost: 0, lostTotal: 0 }]);
});
