import { optionsOr } from '../support/options.ts';
import { stopSignal } from '../support/stop-signal.ts';
import { discover, discoverTable } from './discover.ts';
import { idle, idleTable } from './idle.ts';
import { push, pushTable } from './push.ts';
import { scale, scaleTable } from './scale.ts';
import { switchover, switchoverTable } from './switchover.ts';
import { takeover, takeoverTable } from './takeover.ts';

/** Benches. `takeover`, `switchover` and `push` need the real nodes; `discover`, `idle` and `scale` make namespaces of their own. */
const usage = `Usage: npm run bench -- takeover [--runs N] [--intervals MS,MS] [--json]
       npm run bench -- switchover [--runs N] [--intervals MS,MS] [--json]
       npm run bench -- push [--runs N] [--json]
       npm run bench -- discover [--runs N] [--json]
       npm run bench -- idle [--seconds N] [--json]
       npm run bench -- scale [--seconds N] [--json]
`;
const EXIT_USAGE = 2;
/** As a shell says of a program that SIGINT ended. */
const EXIT_STOPPED = 130;
const TAKEOVER_RUNS = 20;
const SWITCHOVER_RUNS = 10;
const SETTLE_SECONDS = 30;
const IDLE_SECONDS = 60;
const SCALE_SECONDS = 20;

const { values, positionals } = optionsOr(usage, {
  allowPositionals: true,
  options: {
    runs: { type: 'string' },
    intervals: { type: 'string' },
    seconds: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const runs = Number(values.runs ?? (positionals[0] === 'switchover' ? SWITCHOVER_RUNS : TAKEOVER_RUNS));
const seconds = Number(values.seconds ?? (positionals[0] === 'scale' ? SCALE_SECONDS : IDLE_SECONDS));
const intervalsMs = values.intervals?.split(',').map(Number);
const choice = intervalsMs === undefined ? {} : { intervalsMs };
const signal = stopSignal();
const progress = (line: string) => process.stderr.write(`${line}\n`);

async function results(): Promise<string | undefined> {
  if (!Number.isInteger(runs) || runs < 1 || !Number.isInteger(seconds) || seconds < 1) return undefined;
  switch (positionals[0]) {
    case 'takeover': {
      const found = await takeover({ runs, ...choice, progress, signal });
      return values.json ? JSON.stringify(found) : takeoverTable(found);
    }
    case 'switchover': {
      const found = await switchover({ runs, ...choice, progress, signal });
      return values.json ? JSON.stringify(found) : switchoverTable(found);
    }
    case 'push': {
      const found = await push({ runs, progress, signal });
      return values.json ? JSON.stringify(found) : pushTable(found);
    }
    case 'discover': {
      const found = await discover({ runs, progress, signal });
      return values.json ? JSON.stringify(found) : discoverTable(found);
    }
    case 'idle': {
      const found = await idle({ settleSeconds: SETTLE_SECONDS, seconds, progress, signal });
      return values.json ? JSON.stringify(found) : idleTable(found);
    }
    case 'scale': {
      const found = await scale({ seconds, progress, signal });
      return values.json ? JSON.stringify(found) : scaleTable(found);
    }
    default:
      return undefined;
  }
}

/** What was begun has been put away when a stopped bench ends. */
async function untilStopped(): Promise<string | undefined | null> {
  try {
    return await results();
  } catch (error) {
    if (!signal.aborted) throw error;
    process.stderr.write(`${signal.reason.message}; everything was put away\n`);
    return null;
  }
}

const text = await untilStopped();
if (text === null) process.exitCode = EXIT_STOPPED;
else if (text === undefined) {
  process.stderr.write(usage);
  process.exitCode = EXIT_USAGE;
} else process.stdout.write(`${text}\n`);
