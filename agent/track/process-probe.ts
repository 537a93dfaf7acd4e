import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { abortResult, bad, errorText, good, type Probe } from './probe.ts';

/** proc(5): the kernel keeps 15 bytes of a process's name. */
const COMM_BYTES = 15;
/** Looked at between two turns of the event loop: half a millisecond, so that a takeover does not wait. */
const CHUNK = 32;

/**
 * Counts the processes whose name in /proc/PID/stat, or whose program's file name, is the wanted one. Zombies do not
 * count. Nothing is spawned.
 *
 * Another user's /proc/PID/exe is only readable with CAP_SYS_PTRACE, which the agent does not have. A name of more
 * than 15 bytes is then confirmed by the first arguments, which everybody may read.
 * @param proc where the kernel's process files are
 */
export function processProbe(check: { process: string; minimum: number }, proc = '/proc'): Probe {
  const { minimum } = check;
  const wanted = Buffer.from(check.process).toString('latin1');
  /** Those of the last time, looked at first: mostly they are still enough. */
  let known: string[] = [];
  return async (signal) => {
    known = known.filter((pid) => matches(join(proc, pid), wanted));
    const seen = new Set(known);
    try {
      const pids = known.length < minimum ? readdirSync(proc).filter((name) => /^\d+$/.test(name)) : [];
      for (const [index, pid] of pids.entries()) {
        if (index % CHUNK === CHUNK - 1) await turn();
        if (signal.aborted) return abortResult(signal);
        if (known.length >= minimum) break;
        if (!seen.has(pid) && matches(join(proc, pid), wanted)) known.push(pid);
      }
    } catch (error) {
      return bad(errorText(error));
    }
    if (known.length >= minimum)
      return good(minimum === 1 ? `${check.process} runs` : `at least ${minimum} of ${check.process} run`);
    return bad(`${known.length} of ${check.process} run, wanted ${minimum}`);
  };
}

function matches(directory: string, wanted: string): boolean {
  // proc_pid_stat(5): PID (NAME) STATE …; the name itself may have parentheses.
  const parts = /^\d+ \((.*)\) (\S)/s.exec(content(join(directory, 'stat')));
  const [, name = '', state = ''] = parts ?? [];
  if (parts === null || state === 'Z' || state === 'X') return false;
  if (wanted.length <= COMM_BYTES && name === wanted) return true;
  if (program(directory) === wanted) return true;
  if (wanted.length <= COMM_BYTES || name !== wanted.slice(0, COMM_BYTES)) return false;
  // The second argument is the script's where the first is its interpreter's.
  const called = content(join(directory, 'cmdline')).split('\0').slice(0, 2);
  return called.some((path) => basename(path) === wanted);
}

/** The file name of the program; empty where it cannot be read. */
function program(directory: string): string {
  try {
    // An upgrade replaces the file under a running program.
    return basename(readlinkSync(join(directory, 'exe'), 'latin1').replace(/ \(deleted\)$/, ''));
  } catch {
    return '';
  }
}

/** Byte by byte, since the kernel cuts names within characters; empty where the process is gone. */
function content(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}
