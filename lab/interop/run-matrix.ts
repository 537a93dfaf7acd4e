import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory, checkout } from '../testbed/paths.ts';
import { ensureRootfs } from '../testbed/rootfs.ts';
import type { Constellation } from './constellations.ts';
import { type Cell, tryConstellation } from './trial.ts';

/** Segments side by side: the machine must still schedule each speaker in time. */
const PARALLEL = 3;

/** In the order of the constellations, whatever order they end in. */
export async function runMatrix(
  constellations: readonly Constellation[],
  progress: (line: string) => void,
): Promise<Cell[]> {
  const results: Cell[][] = constellations.map(() => []);
  let next = 0;
  const worker = async () => {
    for (let at = next++; at < constellations.length; at = next++) {
      const constellation = constellations[at];
      if (constellation) results[at] = await tryConstellation(constellation, progress);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
  return results.flat();
}

/** Of everybody who takes part. */
export async function programVersions(): Promise<string[]> {
  const { path: root } = await ensureRootfs({ cache: cacheDirectory(), onProgress: () => {} });
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query fills it in.
  const format = '${Version}';
  const installed = (name: string) =>
    execFileSync('dpkg-query', ['--root', root, '--show', '--showformat', format, name], {
      encoding: 'utf8',
    });
  const { version } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')) as { version: string };
  return [`tandem-agent ${version}`, `keepalived ${installed('keepalived')}`, `FRR ${installed('frr')}`];
}
