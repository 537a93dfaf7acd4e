import { readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import type { Account } from './account.ts';

/** What of the agent's own process its commands would inherit. */
export interface OwnProcess {
  uid: number;
  /** nice(1) value; the agent's unit runs it at -10. */
  niceness: number;
  /** proc(5), oom_score_adj; the agent's unit says -900. */
  oomScoreAdjust: number;
}

/** For spawn(): libuv clears the further groups before it sets `gid` and `uid`. */
export interface Launch {
  file: string;
  args: string[];
  uid?: number;
  gid?: number;
}

let known: OwnProcess | undefined;

/** Looked up once: what systemd gave the agent stays. */
export function ownProcess(): OwnProcess {
  known ??= lookUp();
  return known;
}

function lookUp(): OwnProcess {
  let oomScoreAdjust = 0;
  try {
    oomScoreAdjust = Number(readFileSync('/proc/self/oom_score_adj', 'utf8'));
  } catch {
    // Not known to a kernel without it.
  }
  return { uid: process.getuid?.() ?? -1, niceness: getPriority(), oomScoreAdjust };
}

/**
 * The program and its arguments come after it and are never read as shell text. How nice it is by now is asked: what is
 * started around a takeover has an ordinary place at the processor already (SCHED_RESET_ON_FORK in sched(7)).
 */
const ordinary = `echo 0 2>/dev/null >/proc/self/oom_score_adj
nice=$(/usr/bin/nice)
[ "$nice" -ge 0 ] || exec /usr/bin/nice -n "\${nice#-}" "$@"
exec "$@"`;

/**
 * How a command is started so that it has the account's identity and nothing of the agent's: neither its place before
 * everybody else at the processor nor its protection from the out-of-memory killer, which a script that runs wild
 * would turn against the machine. setpriv (util-linux) and nice (coreutils) are there on every Debian.
 * @param command of at least the program
 */
export function planLaunch(command: readonly string[], account: Account, own: OwnProcess): Launch {
  let argv = [...command];
  if (own.niceness < 0 || own.oomScoreAdjust < 0) argv = ['/bin/sh', '-c', ordinary, 'sh', ...argv];
  const other = account.uid !== own.uid;
  if (other && account.groups.length > 0) argv = [...setpriv(account), ...argv];
  const [file = '', ...args] = argv;
  if (!other || account.groups.length > 0) return { file, args };
  return { file, args, uid: account.uid, gid: account.gid };
}

/** Where setpriv is; only needed for users that belong to further groups. */
export const SETPRIV = '/usr/bin/setpriv';

function setpriv({ uid, gid, groups }: Account): string[] {
  return [SETPRIV, `--reuid=${uid}`, `--regid=${gid}`, `--groups=${[gid, ...groups].join(',')}`, '--'];
}
