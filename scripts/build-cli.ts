/**
 * Builds the command line that the packages bring: `node scripts/build-cli.ts`.
 *
 *   dist/cli/tandem               sh: finds a Node, which is the one inside the agent's archive, and runs the rest with it
 *   dist/cli/tandem.bash          completion for bash
 *   dist/cli/package.json         its version, two folders above the code, as in a checkout
 *   dist/cli/engine/shell/cli.js  and beside it what a command loads when it is run; oui.json for the scans
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { folderName, withoutHttpAgents, withoutNativeParts } from './bundle/engine-parts.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const output = join(root, 'dist', 'cli');
const code = join(output, 'engine', 'shell');

rmSync(output, { recursive: true, force: true });
const bundle = await rolldown({
  input: join(root, 'engine', 'shell', 'cli.ts'),
  cwd: root,
  platform: 'node',
  plugins: [withoutNativeParts, withoutHttpAgents],
  transform: { define: folderName },
});
await bundle.write({ dir: code, format: 'esm', comments: { legal: true } });
await bundle.close();
mkdirSync(code, { recursive: true });
copyFileSync(join(root, 'node_modules/oui-data/index.json'), join(code, 'oui.json'));
copyFileSync(join(root, 'scripts', 'dist', 'tandem.sh'), join(output, 'tandem'));
chmodSync(join(output, 'tandem'), 0o755);
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
writeFileSync(
  join(output, 'package.json'),
  `${JSON.stringify({ name: 'tandem-cli', version, type: 'module' })}\n`,
);
writeFileSync(
  join(output, 'tandem.bash'),
  execFileSync(process.execPath, [join(code, 'cli.js'), 'completion']),
);
