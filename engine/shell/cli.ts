import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

/*
 * A checkout's sources are TypeScript that Node strips and compiles at every start, for a second all in all: what it has
 * made of them is kept, for the taps that the engine starts, too. Where it cannot be written, nothing is kept.
 */
const cache = fileURLToPath(new URL('../../node_modules/.cache/tandem-compiled', import.meta.url));
process.env.NODE_COMPILE_CACHE ??= cache;
enableCompileCache(process.env.NODE_COMPILE_CACHE);

const { main } = await import('./command-line.ts');
process.exitCode = await main(process.argv.slice(2));
