import { expect, it } from 'vitest';
import { constellations, describeConstellation } from '../interop/constellations.ts';
import { runMatrix } from '../interop/run-matrix.ts';

/** The quick part of `npm run interop`: version 3, where adverts come ten times a second. */
it('agrees with keepalived and FRR on one owner, or says what does not fit', async () => {
  const quick = constellations.filter(({ play }) => play.version === 3);
  const cells = await runMatrix(quick, () => {});
  const failed = cells.flatMap(({ constellation, happening, outcome }) =>
    outcome.kind === 'failed'
      ? [`${describeConstellation(constellation)}: ${happening}: ${outcome.reason}`]
      : [],
  );
  expect(failed).toEqual([]);
  expect(cells.filter(({ outcome }) => outcome.kind === 'one owner').length).toBeGreaterThan(50);
}, 300_000);
