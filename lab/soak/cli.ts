import { optionsOr } from '../support/options.ts';
import { stopSignal } from '../support/stop-signal.ts';
import { failureText, soakTable } from './report.ts';
import { soak } from './run.ts';

/** `npm run soak`: a seeded sequence of everything that may happen to a pair, judged as it goes. Needs root. */
const usage = 'Usage: npm run soak -- [--minutes N] [--seed N] [--peer agent|keepalived]\n';
const EXIT_FAILED = 1;
const EXIT_USAGE = 2;
/** As a shell says of a program that SIGINT ended. */
const EXIT_STOPPED = 130;
const SEEDS = 1_000_000;

const { values } = optionsOr(usage, {
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string' },
    peer: { type: 'string', default: 'agent' },
  },
});
const seconds = Number(values.minutes) * 60;
const seed = Number(values.seed ?? Math.floor(Math.random() * SEEDS));
const { peer } = values;

if (!(seconds > 0) || !Number.isSafeInteger(seed) || (peer !== 'agent' && peer !== 'keepalived')) {
  process.stderr.write(usage);
  process.exitCode = EXIT_USAGE;
} else {
  process.stderr.write(`seed ${seed}\n`);
  const progress = (line: string) => process.stderr.write(`${line}\n`);
  const signal = stopSignal();
  const result = await soak({ seconds, seed, peer, progress, signal });
  if (signal.aborted) process.exitCode = EXIT_STOPPED;
  process.stdout.write(`${soakTable(result)}\n`);
  if (result.violations.length > 0) {
    process.stdout.write(`${failureText(result)}\n`);
    process.exitCode = EXIT_FAILED;
  }
}
