import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { cable, NetworkNamespace } from '../support/network-namespace.ts';
import { putAway } from '../support/stop-signal.ts';
import type { AdvertCount } from './advert-count.ts';
import { activityOf, descendants, memoryOf } from './process-cost.ts';
import {
  agentCommand,
  keepalivedCommand,
  keepalivedRoot,
  type ManyRouters,
  unpackAgent,
} from './programs.ts';
import { table } from './statistics.ts';

/**
 * What many virtual routers at the shortest interval cost: one process leads all of them and one of the same program
 * listens, at the two ends of a cable between namespaces. The lab is not used. One program after the other.
 */
const routers = 200;
const advertIntervalMs = 10;
const settleMs = 3000;
const macs: [string, string] = ['02:00:0a:5b:00:01', '02:00:0a:5b:00:02'];

export interface ScaleResult {
  program: string;
  /** Of one core. */
  masterCpuPercent: number;
  backupCpuPercent: number;
  masterRssMb: number;
  backupRssMb: number;
  advertsPerSecond: number;
  expectedPerSecond: number;
  /** Between two adverts of one virtual router. */
  worstGapMs: number;
  /** Lost by whoever counted: then the adverts are more, and the gaps perhaps shorter. */
  uncounted: number;
}

export interface ScaleOptions {
  seconds: number;
  progress(line: string): void;
  /** Ends it early, with everything put away. */
  signal: AbortSignal;
}

type Command = (folder: string, play: ManyRouters) => string[];

/** @throws Error where the agent cannot be built, or this is not run by root on Linux */
export async function scale(options: ScaleOptions): Promise<ScaleResult[]> {
  const directory = mkdtempSync(join(tmpdir(), 'tandem-scale-'));
  try {
    const agent = unpackAgent(directory);
    options.signal.throwIfAborted();
    const root = keepalivedRoot();
    const programs: [string, Command][] = [
      ['tandem-agent', (folder, play) => agentCommand(agent, folder, play)],
    ];
    if (root === undefined)
      options.progress('keepalived is not run: the lab has not built its root file system yet');
    else programs.unshift(['keepalived', (folder, play) => keepalivedCommand(root, folder, play)]);
    const results: ScaleResult[] = [];
    for (const [program, command] of programs)
      results.push(await measure(program, command, join(directory, program), options));
    return results;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

async function measure(
  program: string,
  command: Command,
  folder: string,
  { seconds, progress, signal }: ScaleOptions,
): Promise<ScaleResult> {
  const namespaces: NetworkNamespace[] = [];
  const running: ChildProcess[] = [];
  const make = (name: string) => {
    const namespace = new NetworkNamespace(`scale-${process.pid}-${name}`);
    namespaces.push(namespace);
    return namespace;
  };
  try {
    const [here, there] = [make('master'), make('backup')];
    cable(here, there, macs);
    here.ip('address', 'add', '10.91.0.1/16', 'dev', 'eth0');
    there.ip('address', 'add', '10.91.0.2/16', 'dev', 'eth0');
    const start = (namespace: NetworkNamespace, priority: number) => {
      const own = join(folder, String(priority));
      mkdirSync(own, { recursive: true });
      const child = contain(
        namespace,
        command(own, { interface: 'eth0', routers, priority, advertIntervalMs }),
      );
      running.push(child);
      return child;
    };
    const master = start(here, 150);
    await untilHeld(here, master, signal);
    progress(`${program} leads ${routers} virtual routers`);
    const backup = start(there, 100);
    await sleep(settleMs, undefined, { signal });
    const [index = ''] = there.ip('-o', 'link', 'show', 'dev', 'eth0').split(':');
    const [leading, listening] = [descendants(master.pid ?? 0), descendants(backup.pid ?? 0)];
    const look = () => ({ master: activityOf(leading).runtimeNs, backup: activityOf(listening).runtimeNs });
    const before = look();
    const count = await countAdverts(there, index, seconds, signal);
    const after = look();
    const percent = (runtimeNs: number) => runtimeNs / (seconds * 1e7);
    return {
      program,
      masterCpuPercent: percent(after.master - before.master),
      backupCpuPercent: percent(after.backup - before.backup),
      masterRssMb: memoryOf(leading).rssKb / 1024,
      backupRssMb: memoryOf(listening).rssKb / 1024,
      advertsPerSecond: count.adverts / seconds,
      expectedPerSecond: (routers * 1000) / advertIntervalMs,
      worstGapMs: count.worstGapMs,
      uncounted: count.dropped,
    };
  } finally {
    await putAway(
      ...running.map((child) => () => end(child)),
      ...namespaces.map((namespace) => () => namespace.remove()),
    );
  }
}

/** Everything that it starts ends with the process that is returned, and that with this one. */
function contain({ name }: NetworkNamespace, command: string[]): ChildProcess {
  const own = ['unshare', '--mount', '--pid', '--fork', '--mount-proc', '--kill-child'];
  const argv = ['--pdeathsig', 'KILL', 'nsenter', `--net=/run/netns/${name}`, ...own, ...command];
  return spawn('setpriv', argv, { stdio: 'ignore' });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

async function untilHeld(
  namespace: NetworkNamespace,
  child: ChildProcess,
  signal: AbortSignal,
): Promise<void> {
  const giveUpMs = Date.now() + 60_000;
  const held = () => namespace.ip('-o', '-4', 'address', 'show').split(' 10.91.1.').length - 1;
  while (held() < routers) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error('the master ended');
    if (Date.now() > giveUpMs) throw new Error('after a minute it does not lead all virtual routers');
    await sleep(200, undefined, { signal });
  }
}

async function countAdverts(
  { name }: NetworkNamespace,
  index: string,
  seconds: number,
  signal: AbortSignal,
): Promise<AdvertCount> {
  const counter = join(import.meta.dirname, 'advert-count.ts');
  const command = [process.execPath, counter, '--index', index, '--seconds', String(seconds)];
  const { stdout } = await promisify(execFile)('ip', ['netns', 'exec', name, ...command], { signal });
  return JSON.parse(stdout);
}

export function scaleTable(results: readonly ScaleResult[]): string {
  const head = ['program', 'CPU master', 'backup', 'RSS master', 'backup', 'adverts/s', 'worst gap'];
  const rows = results.map((result) => [
    result.program,
    `${result.masterCpuPercent.toFixed(1)} %`,
    `${result.backupCpuPercent.toFixed(1)} %`,
    result.masterRssMb.toFixed(1),
    result.backupRssMb.toFixed(1),
    `${result.advertsPerSecond.toFixed(0)} of ${result.expectedPerSecond}`,
    `${result.worstGapMs.toFixed(1)} ms${result.uncounted > 0 ? ` (${result.uncounted} not counted)` : ''}`,
  ]);
  const about = `${routers} virtual routers, v3 at ${advertIntervalMs} ms; CPU of one core; RSS in MB of all processes of one end`;
  return `${table([head, ...rows])}\n${about}`;
}
