import type { VrrpState } from '../../protocol/control/agent-messages.ts';

/** A line that keepalived wrote to the journal. */
export interface JournalLine {
  /** Nanoseconds since the epoch on the node's clock, as text. */
  atNs: string;
  message: string;
}

export interface InstanceLog {
  state: VrrpState;
  sinceNs: string;
  /** keepalived's own words. */
  cause: string;
  /** What a failing tracker made of the priority; null where it never changed. */
  effectivePriority: number | null;
}

export interface TrackerLog {
  kind: 'script' | 'process';
  passing: boolean;
  sinceNs: string;
  detail: string;
}

export interface KeepalivedLog {
  /** By the name of the vrrp_instance. */
  instances: Map<string, InstanceLog>;
  /** By the name of the vrrp_script or vrrp_track_process. */
  trackers: Map<string, TrackerLog>;
}

/** For `journalctl --grep`: only what is read below, since some of keepalived's lines come with every advert. */
export const wantedMessages =
  'ntering (MASTER|BACKUP|FAULT) |effective priority|^VRRP_Script|^Quorum |received priority 0|with (higher|same) priority|Receive advertisement timeout';

const entering = /^\((.+?)\):? entering (MASTER|BACKUP|FAULT) STATE(?: \((.+)\)| due to (.+))?/i;
const priorityChange = /^\((.+?)\) Changing effective priority from \d+ to (\d+)/;
const reason =
  /^\((.+?)\) ((?:Backup|Master) received (?:priority 0|advert from .+ with (?:higher|same) priority).*|Receive advertisement timeout)/;
const script = /^VRRP_Script\((.+?)\) (.+)$/;
const quorum = /^Quorum (gained|lost) for tracked process (.+)$/;

const states: Record<string, VrrpState> = { MASTER: 'master', BACKUP: 'backup', FAULT: 'fault' };

/** What keepalived 2.x last said of each instance and tracker. The lines may come in any order. */
export function readKeepalivedLog(lines: readonly JournalLine[]): KeepalivedLog {
  const log: KeepalivedLog = { instances: new Map(), trackers: new Map() };
  const reasons = new Map<string, string>();
  const priorities = new Map<string, number>();
  const inOrder = lines.toSorted((a, b) => Number(BigInt(a.atNs) - BigInt(b.atNs)));
  for (const { atNs, message } of inOrder) {
    const change = priorityChange.exec(message);
    if (change) noteOf(change, (name, priority) => priorities.set(name, Number(priority)));
    const why = reason.exec(message);
    if (why) noteOf(why, (name, text) => reasons.set(name, text));
    const tracked = script.exec(message);
    if (tracked) noteOf(tracked, (name, said) => log.trackers.set(name, scriptLog(said, atNs)));
    const process = quorum.exec(message);
    if (process) noteOf(process, (said, name) => log.trackers.set(name, quorumLog(said, atNs)));
    const entered = entering.exec(message);
    if (!entered) continue;
    const [, name = '', word = '', detail = entered[4]] = entered;
    const before = log.instances.get(name);
    const state = states[word.toUpperCase()] ?? 'initialize';
    // A tracker's fault is said twice: with its reason, and then as the state that was entered.
    if (before?.state === state && detail === undefined) continue;
    const cause = detail ?? reasons.get(name) ?? `entering ${word.toUpperCase()} state`;
    log.instances.set(name, { state, sinceNs: atNs, cause, effectivePriority: null });
    reasons.delete(name);
  }
  for (const [name, priority] of priorities) {
    const instance = log.instances.get(name);
    if (instance) instance.effectivePriority = priority;
  }
  return log;
}

function noteOf(match: RegExpExecArray, note: (first: string, second: string) => void): void {
  note(match[1] ?? '', match[2] ?? '');
}

function scriptLog(said: string, sinceNs: string): TrackerLog {
  return { kind: 'script', passing: /^(succeeded|considered successful)/.test(said), sinceNs, detail: said };
}

function quorumLog(said: string, sinceNs: string): TrackerLog {
  return { kind: 'process', passing: said === 'gained', sinceNs, detail: `quorum ${said}` };
}
