import { parseArgs } from 'node:util';
import { idle, idleTable } from './idle.ts';
import { takeover, takeoverTable } from './takeover.ts';

/** Benches. `takeover` needs the real nodes; `idle` makes namespaces of its own. */
const usage = `Usage: npm run bench -- takeover [--runs N] [--json]
       npm run bench -- idle [--seconds N] [--json]
`;
const EXIT_USAGE = 2;
const SETTLE_SECONDS = 30;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '60' },
    json: { type: 'boolean', default: false },
  },
});
const runs = Number(values.runs);
const seconds = Number(values.seconds);
const progress = (line: string) => process.stderr.write(`${line}\n`);

async function results(): Promise<string | undefined> {
  if (!Number.isInteger(runs) || runs < 1 || !Number.isInteger(seconds) || seconds < 1) return undefined;
  switch (positionals[0]) {
    case 'takeover': {
      const found = await takeover({ runs, progress });
      return values.json ? JSON.stringify(found) : takeoverTable(found);
    }
    case 'idle': {
      const found = await idle({ settleSeconds: SETTLE_SECONDS, seconds, progress });
      return values.json ? JSON.stringify(found) : idleTable(found);
    }
    default:
      return undefined;
  }
}

const text = await results();
if (text === undefined) {
  process.stderr.write(usage);
  process.exitCode = EXIT_USAGE;
} else process.stdout.write(`${text}\n`);
