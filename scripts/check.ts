import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installDebianPackages } from './debian-packages.ts';
import { findElectron } from './electron-binary.ts';

/**
 * Everything that `npm test` runs, in an order in which the cheapest failure comes first. A step that cannot run here
 * is "not run" with its reason; it is never counted as passed.
 */
interface Step {
  name: string;
  argv: readonly string[];
  /** Where the step's runner writes how many tests passed and failed; a step without one counts as one. */
  counts?: string;
  /** Where its runner writes which tests passed only when they were tried again. */
  secondAttempts?: string;
  /** Why it cannot run here, or null. */
  obstacle?: () => string | null;
}

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const node = process.execPath;
const bin = (name: string) => join(root, 'node_modules', '.bin', name);

function labObstacle(): string | null {
  if (process.platform !== 'linux') return 'not Linux';
  if (process.geteuid?.() !== 0) return 'not root: network namespaces and systemd-nspawn need it';
  return installDebianPackages();
}

const steps: readonly Step[] = [
  { name: 'format and lint', argv: [bin('biome'), 'ci', '--error-on-warnings', '.'] },
  { name: 'types, one project per runtime', argv: [bin('tsc'), '-b'] },
  { name: 'layers', argv: [node, 'scripts/check-layers.ts'] },
  { name: 'unit tests', argv: [bin('vitest'), 'run'], counts: '.tsbuild/unit-tests.json' },
  { name: 'build', argv: [node, 'scripts/build.ts'] },
  { name: 'package (dist:check)', argv: [node, 'scripts/dist.ts', '--check'] },
  {
    name: 'real nodes and Chromium',
    argv: [bin('vitest'), 'run', '--config', 'lab/vitest.config.ts'],
    counts: '.tsbuild/lab-tests.json',
    secondAttempts: '.tsbuild/lab-second-attempts.json',
    obstacle: labObstacle,
  },
  {
    name: 'real Electron',
    argv: [bin('vitest'), 'run', '--config', 'electron/spec/vitest.config.ts'],
    counts: '.tsbuild/electron-tests.json',
    obstacle: () => findElectron(root).reason,
  },
];

interface Counts {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
}

function readResult<T>(file: string | undefined): T | null {
  const path = file === undefined ? null : join(root, file);
  return path !== null && existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as T) : null;
}

const wanted = process.argv.slice(2);
let passed = 0;
let failed = 0;
const notRun: string[] = [];
const atSecondAttempt: string[] = [];
for (const step of steps) {
  if (wanted.length > 0 && !wanted.some((word) => step.name.includes(word))) continue;
  const obstacle = step.obstacle?.() ?? null;
  if (obstacle !== null) {
    notRun.push(`${step.name}: ${obstacle}`);
    continue;
  }
  for (const file of [step.counts, step.secondAttempts]) if (file) rmSync(join(root, file), { force: true });
  const started = performance.now();
  console.log(`\n── ${step.name}`);
  const [program = '', ...args] = step.argv;
  const { status } = spawnSync(program, args, { cwd: root, stdio: 'inherit' });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const counts = readResult<Counts>(step.counts);
  passed += counts?.numPassedTests ?? (status === 0 ? 1 : 0);
  failed += counts?.numFailedTests ?? (status === 0 ? 0 : 1);
  if (counts && status !== 0 && counts.numFailedTests === 0) failed++;
  if (counts?.numPendingTests)
    notRun.push(`${step.name}: ${counts.numPendingTests} tests skipped themselves`);
  atSecondAttempt.push(...(readResult<string[]>(step.secondAttempts) ?? []));
  console.log(`── ${step.name}: ${status === 0 ? 'passed' : 'FAILED'} in ${seconds} s`);
}
console.log('');
for (const line of notRun) console.log(`not run: ${line}`);
for (const name of atSecondAttempt) console.log(`passed at the second attempt only: ${name}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
