import { fail } from '../../protocol/contract/problem.ts';
import { runPaths } from './paths.ts';
import { client, type NodeName, type PlaceName } from './plan.ts';
import { findContainerInit, isAlive, type ProcessIdentity } from './process-identity.ts';
import { containersSchema, readRecord } from './record.ts';
import { type RunResult, run } from './run.ts';

export interface ExecOptions {
  /** Given to the command's standard input. */
  input?: string;
  /** After so many milliseconds the command is killed, where it runs, and the call rejects. */
  timeoutMs?: number;
}

/** A command in the lab that did not end in time. */
export class ExecTimeoutError extends Error {
  constructor(place: PlaceName, argv: readonly string[], timeoutMs: number) {
    super(`${argv.join(' ')} in ${place} did not end within ${timeoutMs} ms`);
    this.name = 'ExecTimeoutError';
  }
}

/** The process 1 of a running node; undefined while it is down or between two boots. */
export function nodeInit(node: NodeName): ProcessIdentity | undefined {
  const container = readRecord(runPaths().containers, containersSchema)?.[node];
  return container !== undefined && isAlive(container) ? findContainerInit(container.pid) : undefined;
}

/** A clean environment: a node must not depend on the shell that the lab was started from. */
export function placeEnvironment(): NodeJS.ProcessEnv {
  return {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: '/root',
    USER: 'root',
    LANG: 'C.UTF-8',
    TERM: process.env.TERM ?? 'dumb',
  };
}

/** The argv that runs a command in a place of the lab, as root. Throws practice.failed where that is down. */
export function placeArgv(place: PlaceName, argv: readonly string[]): string[] {
  if (place === client.namespace) return ['ip', 'netns', 'exec', client.namespace, ...argv];
  const init = nodeInit(place);
  if (init === undefined) throw fail('practice.failed', { detail: `${place} is not running` });
  // Only a child is in the node's PID namespace, and something outside has to wait for it. nsenter itself would stop
  // together with it at the SIGSTOP that systemd-shutdown sends to every process, and then never reap it: the node
  // would not go down for as long as systemd waits for the zombie. A shell waits for the end alone.
  return [
    'nsenter',
    '--no-fork',
    `--target=${init.pid}`,
    '--all',
    '--',
    'sh',
    '-c',
    '"$@"; exit $?',
    'sh',
    ...argv,
  ];
}

async function exec(place: PlaceName, argv: readonly string[], options: ExecOptions): Promise<RunResult> {
  const { input, timeoutMs } = options;
  // The limit has to be kept inside: killing nsenter would leave the command running in the node.
  const limited =
    timeoutMs === undefined ? argv : ['timeout', '--signal=KILL', `${timeoutMs / 1000}`, ...argv];
  const started = performance.now();
  const result = await run(placeArgv(place, limited), {
    env: placeEnvironment(),
    ...(input === undefined ? {} : { input }),
  });
  const killed = result.status === 128 + 9;
  if (timeoutMs !== undefined && killed && performance.now() - started >= timeoutMs)
    throw new ExecTimeoutError(place, argv, timeoutMs);
  return result;
}

/**
 * Runs a command as root inside a node, without SSH. Any exit status is a result.
 * Rejects with ExecTimeoutError, and with practice.failed while the node is not running.
 */
export function nodeExec(
  node: NodeName,
  argv: readonly string[],
  options: ExecOptions = {},
): Promise<RunResult> {
  return exec(node, argv, options);
}

/** Runs a command of this machine in the client's namespace. Any exit status is a result. */
export function clientExec(argv: readonly string[], options: ExecOptions = {}): Promise<RunResult> {
  return exec(client.namespace, argv, options);
}
