import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { optionsOr } from '../support/options.ts';
import { checkout } from '../testbed/paths.ts';
import { constellations } from './constellations.ts';
import { matrixText } from './matrix.ts';
import { programVersions, runMatrix } from './run-matrix.ts';

/** `npm run interop`: plays the whole matrix and writes docs/interop.md. Exit status 1 where a cell failed. */
optionsOr('Usage: npm run interop\n', { options: {} });
const file = join(checkout, 'docs', 'interop.md');
const cells = await runMatrix(constellations, (line) => console.error(line));
writeFileSync(file, matrixText({ cells, versions: await programVersions() }));
const failed = cells.filter(({ outcome }) => outcome.kind === 'failed').length;
console.log(`${cells.length} cells, ${failed} failed; written to docs/interop.md`);
process.exitCode = failed > 0 ? 1 : 0;
