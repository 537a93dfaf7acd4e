import { readdirSync, readFileSync } from 'node:fs';

/**
 * A process that cannot be mistaken for another: numbers are reused, but not together with the start time.
 * `startTicks` is field 22 of /proc/PID/stat: clock ticks since boot.
 */
export interface ProcessIdentity {
  pid: number;
  startTicks: string;
}

export interface ProcessStat {
  state: string;
  parent: number;
  startTicks: string;
}

/** Reads a line of /proc/PID/stat. The name in parentheses may itself hold spaces and parentheses. */
export function parseStat(text: string): ProcessStat | undefined {
  const fields = text
    .slice(text.lastIndexOf(')') + 1)
    .trim()
    .split(/\s+/);
  const [state, parent] = fields;
  const startTicks = fields[19];
  if (state === undefined || parent === undefined || startTicks === undefined) return undefined;
  return { state, parent: Number(parent), startTicks };
}

function readStat(pid: number): ProcessStat | undefined {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return undefined;
  }
}

/** The identity of a running process; undefined when there is none with that number. A zombie does not run. */
export function identify(pid: number): ProcessIdentity | undefined {
  const stat = readStat(pid);
  if (stat === undefined || stat.state === 'Z' || stat.state === 'X') return undefined;
  return { pid, startTicks: stat.startTicks };
}

/** The identity of this process. Throws where /proc is missing. */
export function identifySelf(): ProcessIdentity {
  const self = identify(process.pid);
  if (self === undefined) throw new Error('/proc does not show this process');
  return self;
}

export function isSameProcess(a: ProcessIdentity, b: ProcessIdentity | undefined): boolean {
  return b !== undefined && a.pid === b.pid && a.startTicks === b.startTicks;
}

export function isAlive(identity: ProcessIdentity): boolean {
  return isSameProcess(identity, identify(identity.pid));
}

/** Sends a signal if, and only if, the recorded process still runs. Says whether it did. */
export function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals): boolean {
  if (!isAlive(identity)) return false;
  try {
    process.kill(identity.pid, signal);
    return true;
  } catch (error) {
    // It may end between the look and the signal.
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

/** The first process of the PID namespace that `parent` made: the init of a container. */
export function findContainerInit(parent: number): ProcessIdentity | undefined {
  for (const entry of readdirSync('/proc')) {
    const pid = Number(entry);
    if (!Number.isInteger(pid) || readStat(pid)?.parent !== parent) continue;
    if (isContainerInit(readStatus(pid))) return identify(pid);
  }
  return undefined;
}

/** Whether a /proc/PID/status is that of process 1 of an inner PID namespace. */
export function isContainerInit(status: string): boolean {
  const numbers = /^NSpid:\s*(.*)$/m.exec(status)?.[1]?.trim().split(/\s+/) ?? [];
  return numbers.length > 1 && numbers.at(-1) === '1';
}

function readStatus(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'latin1');
  } catch {
    return '';
  }
}
