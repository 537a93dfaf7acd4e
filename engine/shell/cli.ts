import { statSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';
import { compileCacheFolder } from './compile-cache.ts';

/*
 * A checkout's sources are TypeScript that Node strips and compiles at every start, for a second all in all: what it has
 * made of them is kept, for the taps that the engine starts, too. Where it cannot be written, nothing is kept.
 */
const modules = fileURLToPath(new URL('../../node_modules', import.meta.url));
const owner = statSync(modules, { throwIfNoEntry: false })?.uid;
const cache = compileCacheFolder(
  process.env,
  `${modules}/.cache/tandem-compiled`,
  owner,
  process.geteuid?.(),
);
if (cache !== null) {
  process.env.NODE_COMPILE_CACHE = cache;
  enableCompileCache(cache);
}

const { main } = await import('./command-line.ts');
process.exitCode = await main(process.argv.slice(2));
