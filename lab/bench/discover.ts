import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { discoveryItemSchema } from '../../protocol/contract/hosts.ts';
import { ensurePackages } from '../testbed/host-packages.ts';
import { checkout } from '../testbed/paths.ts';
import { type Crowd, crowdCidr, openCrowd } from './crowd.ts';
import { median, percentile, table } from './statistics.ts';

/**
 * How fast, and how completely, the hosts of a segment are found: ours, as the packages bring it and as a checkout runs it,
 * beside nmap and arp-scan on the same wires.
 */

const hosts = 32;
const lossPercent = 1;
const timeoutMs = 60_000;

interface Found {
  addresses: string[];
  /** From the start of the process to its end. */
  processMs: number;
  /** By our engine's clock, which a window or a server has running already: to the first host, and to the end. */
  firstMs: number | null;
  scanMs: number | null;
}

export interface DiscoverResult {
  program: string;
  runs: Found[];
  missed: number;
}

export interface DiscoverOptions {
  runs: number;
  progress(line: string): void;
  signal: AbortSignal;
}

const run = promisify(execFile);

const tandem = (cli: string, data: string) => [
  process.execPath,
  join(checkout, cli),
  ...['discover', crowdCidr, '--json', '--data', data],
];

const programs: Record<string, (data: string) => string[]> = {
  tandem: (data) => tandem('dist/cli/engine/shell/cli.js', data),
  'tandem, without the right to capture': (data) => tandem('dist/cli/engine/shell/cli.js', data),
  'tandem, in a checkout': (data) => tandem('engine/shell/cli.ts', data),
  'nmap -sn -n': () => ['nmap', '-sn', '-n', '-oG', '-', crowdCidr],
  'arp-scan': () => ['arp-scan', '--interface', 'eth0', '--plain', '--quiet', crowdCidr],
};

/** @throws Error where this is not run by root on a Debian system */
export async function discover({ runs, progress, signal }: DiscoverOptions): Promise<DiscoverResult[]> {
  await ensurePackages(['nmap', 'arp-scan', 'nftables'], progress, signal);
  for (const script of ['build-cli.ts', 'build-tap.ts'])
    await run(process.execPath, [join(checkout, 'scripts', script)], { cwd: checkout, signal });
  const data = mkdtempSync(join(tmpdir(), 'tandem-discover-'));
  const crowd = openCrowd(hosts, lossPercent);
  try {
    const results = Object.keys(programs).map(
      (program): DiscoverResult => ({ program, runs: [], missed: 0 }),
    );
    for (let at = 1; at <= runs; at++)
      for (const result of results) {
        signal.throwIfAborted();
        const argv = programs[result.program]?.(data) ?? [];
        const found = await look(crowd, argv, environmentOf(result.program, data), signal);
        result.runs.push(found);
        result.missed += crowd.addresses.filter((address) => !found.addresses.includes(address)).length;
        progress(
          `${at}/${runs} ${result.program}: ${found.addresses.length} hosts in ${found.processMs.toFixed(0)} ms`,
        );
      }
    return results;
  } finally {
    crowd.remove();
    rmSync(data, { recursive: true, force: true });
  }
}

/** What `tandem` of the packages sets for its engine; a checkout finds its own. */
function environmentOf(program: string, data: string): NodeJS.ProcessEnv {
  if (!program.startsWith('tandem') || program.endsWith('in a checkout')) return process.env;
  const tap = program.includes('without') ? join(data, 'no-tap') : join(checkout, 'dist/tap/tandem-tap');
  return { ...process.env, TANDEM_TAP: tap, NODE_COMPILE_CACHE: join(data, 'compiled') };
}

/** Each run begins with an empty neighbour table, as on a segment that was never looked at. */
async function look(
  crowd: Crowd,
  argv: string[],
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Found> {
  crowd.seeker.ip('neigh', 'flush', 'dev', 'eth0');
  const started = performance.now();
  const { stdout } = await run('ip', ['netns', 'exec', crowd.seeker.name, ...argv], {
    env,
    signal,
    timeout: timeoutMs,
  });
  const processMs = performance.now() - started;
  const lines = stdout.split('\n').filter(Boolean);
  if (!lines[0]?.startsWith('{'))
    return { addresses: addressesIn(lines), processMs, firstMs: null, scanMs: null };
  const items = lines.map((line) => discoveryItemSchema.parse(JSON.parse(line)));
  const seen = items.flatMap((item) => (item.type === 'host' ? [item] : []));
  const done = items.find((item) => item.type === 'done');
  return {
    addresses: seen.map(({ ip }) => ip),
    processMs,
    firstMs: seen[0]?.elapsedMs ?? null,
    scanMs: done?.type === 'done' ? done.elapsedMs : null,
  };
}

function addressesIn(lines: readonly string[]): string[] {
  const found = lines.flatMap(
    (line) => /^(?:Host: )?(10\.79\.0\.\d+)\b(?!.*Status: Down)/.exec(line)?.[1] ?? [],
  );
  return [...new Set(found)].filter((address) => address !== '10.79.0.1');
}

export function discoverTable(results: readonly DiscoverResult[]): string {
  const milliseconds = (values: (number | null)[], share: number) => {
    const known = values.filter((value) => value !== null);
    return known.length === 0 ? '-' : percentile(known, share).toFixed(0);
  };
  const nmap = results.find(({ program }) => program.startsWith('nmap'));
  const nmapMs = median((nmap?.runs ?? []).map(({ processMs }) => processMs));
  const rows = results.map(({ program, runs, missed }) => {
    const whole = runs.map(({ processMs }) => processMs);
    const scans = runs.map(({ scanMs }) => scanMs);
    const first = runs.map(({ firstMs }) => firstMs);
    return [
      program,
      `${runs.length}`,
      `${milliseconds(whole, 0.5)} / ${milliseconds(whole, 0.99)}`,
      `${milliseconds(scans, 0.5)} / ${milliseconds(scans, 0.99)}`,
      `${milliseconds(first, 0.5)} / ${milliseconds(first, 0.99)}`,
      `${milliseconds(
        whole.map((value) => (100 * value) / nmapMs),
        0.5,
      )} % / ${milliseconds(
        scans.map((value) => value && (100 * value) / nmapMs),
        0.5,
      )} %`,
      `${missed} of ${runs.length * hosts}`,
    ];
  });
  return table([
    ['program', 'runs', 'process ms', 'scan ms', 'first host ms', 'process / scan of nmap', 'missed'],
    ...rows,
  ]);
}
