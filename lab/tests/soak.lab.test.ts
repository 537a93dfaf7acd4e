import { expect, it } from 'vitest';
import { failureText } from '../soak/report.ts';
import { soak } from '../soak/run.ts';

/** A short soak on a segment of its own; `npm run soak` plays for as long as one likes. */
it('a pair of agents survives what is done to it for half a minute', async () => {
  const result = await soak({ seconds: 30, seed: 4, peer: 'agent', progress: () => {} });
  expect(failureText(result)).toBe('');
}, 120_000);
