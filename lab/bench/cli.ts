import { parseArgs } from 'node:util';
import { takeover, takeoverTable } from './takeover.ts';

/** Benches on the real nodes: `npm run bench -- takeover [--runs N] [--json]`. */
const usage = 'Usage: npm run bench -- takeover [--runs N] [--json]\n';
const EXIT_USAGE = 2;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string', default: '5' }, json: { type: 'boolean', default: false } },
});
const runs = Number(values.runs);
if (positionals[0] !== 'takeover' || !Number.isInteger(runs) || runs < 1) {
  process.stderr.write(usage);
  process.exitCode = EXIT_USAGE;
} else {
  const results = await takeover({ runs, progress: (line) => process.stderr.write(`${line}\n`) });
  process.stdout.write(values.json ? `${JSON.stringify(results)}\n` : `${takeoverTable(results)}\n`);
}
