import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { putAway } from '../support/stop-signal.ts';
import { activityOf, descendants, memoryOf } from './process-cost.ts';
import { agentCommand, keepalivedCommand, keepalivedRoot, unpackAgent } from './programs.ts';
import { table } from './statistics.ts';

/**
 * What a master costs while nothing happens: our agent, from its archive, beside keepalived, from the test bed's cached
 * root file system. Each runs in namespaces of its own on a veth pair of its own, which end with it; the lab is not
 * used. All at the same time, since an idle process does not disturb another.
 */
const interfaceName = 'v0';
const advertIntervalMs = 1000;

export interface IdleResult {
  program: string;
  routers: number;
  processes: number;
  rssMb: number;
  pssMb: number;
  anonymousMb: number;
  /** Of one core. */
  cpuPercent: number;
  wakeupsPerSecond: number;
}

export interface IdleOptions {
  /** From being master of all to the first look. */
  settleSeconds: number;
  /** Between the two looks at the processor time. */
  seconds: number;
  progress(line: string): void;
  /** Ends it early, with everything put away. */
  signal: AbortSignal;
}

interface Subject {
  program: string;
  routers: number;
  /** Prepares its files in the folder and returns its command. */
  prepare(directory: string): string[];
}

/** @throws Error where the agent cannot be built, or this is not run by root on Linux */
export async function idle(options: IdleOptions): Promise<IdleResult[]> {
  const directory = mkdtempSync(join(tmpdir(), 'tandem-idle-'));
  const running: ChildProcess[] = [];
  try {
    const agent = unpackAgent(directory);
    options.signal.throwIfAborted();
    const root = keepalivedRoot();
    if (root === undefined)
      options.progress('keepalived is not run: the lab has not built its root file system yet');
    const subjects = [1, 200].flatMap((routers): Subject[] => [
      { program: 'tandem-agent', routers, prepare: (folder) => agentCommand(agent, folder, play(routers)) },
      ...(root === undefined
        ? []
        : [
            {
              program: 'keepalived',
              routers,
              prepare: (folder: string) => keepalivedCommand(root, folder, play(routers)),
            },
          ]),
    ]);
    return await Promise.all(
      subjects.map(async (subject, index) => {
        const folder = join(directory, String(index));
        mkdirSync(folder);
        const child = contain(subject.prepare(folder));
        running.push(child);
        return measure(subject, child, options);
      }),
    );
  } finally {
    await putAway(...running.map((child) => () => end(child)), () => rmSync(directory, { recursive: true }));
  }
}

const play = (routers: number) => ({ interface: interfaceName, routers, priority: 100, advertIntervalMs });

/** Everything in here, namespaces and wires included, ends with the process that is returned. */
function contain(command: string[]): ChildProcess {
  const wires = `ip link set lo up
    ip link add ${interfaceName} type veth peer name v1
    ip address add 10.91.0.1/16 dev ${interfaceName}
    ip link set v1 up
    ip link set ${interfaceName} up
    exec "$@"`;
  const own = ['unshare', '--net', '--mount', '--pid', '--fork', '--mount-proc', '--kill-child'];
  const argv = ['--pdeathsig', 'KILL', ...own, 'sh', '-euc', wires, 'sh', ...command];
  return spawn('setpriv', argv, { stdio: 'ignore' });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

async function measure(subject: Subject, child: ChildProcess, options: IdleOptions): Promise<IdleResult> {
  const { program, routers } = subject;
  const pid = child.pid ?? 0;
  const { signal } = options;
  await until(`${program} is master of ${routers}`, child, signal, () => heldAddresses(pid) >= routers);
  options.progress(`${program} is master of ${routers}`);
  await sleep(options.settleSeconds * 1000, undefined, { signal });
  const pids = descendants(pid);
  const memory = memoryOf(pids);
  const before = activityOf(pids);
  await sleep(options.seconds * 1000, undefined, { signal });
  const after = activityOf(pids);
  return {
    program,
    routers,
    processes: pids.length,
    rssMb: memory.rssKb / 1024,
    pssMb: memory.pssKb / 1024,
    anonymousMb: memory.anonymousKb / 1024,
    cpuPercent: (after.runtimeNs - before.runtimeNs) / (options.seconds * 1e7),
    wakeupsPerSecond: (after.wakeups - before.wakeups) / options.seconds,
  };
}

/** How many VIPs are on the interface in the namespaces of a process' child. */
function heldAddresses(pid: number): number {
  const [inside] = descendants(pid);
  if (inside === undefined) return 0;
  const show = ['-o', '-4', 'address', 'show', 'dev', interfaceName];
  const text = execFileSync('nsenter', ['--target', String(inside), '--net', 'ip', ...show], {
    stdio: 'pipe',
    encoding: 'utf8',
  });
  return text.split('\n').filter((line) => line.includes(' 10.91.1.')).length;
}

async function until(
  what: string,
  child: ChildProcess,
  signal: AbortSignal,
  condition: () => boolean,
): Promise<void> {
  const giveUpMs = Date.now() + 60_000;
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`it ended before ${what}`);
    try {
      if (condition()) return;
    } catch {
      // The namespaces or the wires are not there yet.
    }
    if (Date.now() > giveUpMs) throw new Error(`after a minute it is not true that ${what}`);
    await sleep(200, undefined, { signal });
  }
}

export function idleTable(results: readonly IdleResult[]): string {
  const head = ['program', 'routers', 'processes', 'RSS', 'PSS', 'anonymous', 'CPU', 'wake-ups'];
  const rows = results.map((result) => [
    result.program,
    String(result.routers),
    String(result.processes),
    result.rssMb.toFixed(1),
    result.pssMb.toFixed(1),
    result.anonymousMb.toFixed(1),
    `${result.cpuPercent.toFixed(3)} %`,
    result.wakeupsPerSecond.toFixed(1),
  ]);
  return `${table([head, ...rows])}\nMB of all processes together; CPU of one core and wake-ups a second while master, v3 at 1 s`;
}
