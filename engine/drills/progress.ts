import type { DrillKind, DrillPhaseName, DrillProgress } from '../../protocol/contract/drills.ts';

const phaseNames: DrillPhaseName[] = ['baseline', 'arm', 'inject', 'observe', 'revert', 'verify'];

export function createProgress(start: {
  taskId: string;
  kind: DrillKind;
  lab: string;
  target: string;
  vrid: number;
  startedMs: number;
}): DrillProgress {
  const noProbe = { sent: 0, lost: 0, ok: false };
  return {
    ...start,
    nowMs: start.startedMs,
    phases: phaseNames.map((name) => ({ name, state: 'waiting', startedMs: null, endedMs: null })),
    timeline: [],
    guard: { armed: false, leaseEndsMs: null, capEndsMs: null },
    probes: { icmp: { ...noProbe }, http: { ...noProbe } },
    reportId: null,
  };
}

/** Marks the phase running, does it, marks it done or failed. */
export async function inPhase<T>(
  progress: DrillProgress,
  name: DrillPhaseName,
  now: () => number,
  changed: () => void,
  work: () => Promise<T>,
): Promise<T> {
  const phase = progress.phases.find((entry) => entry.name === name);
  if (!phase) throw new Error(`no phase ${name}`);
  phase.state = 'running';
  phase.startedMs = now();
  changed();
  try {
    const result = await work();
    phase.state = 'done';
    return result;
  } catch (error) {
    phase.state = 'failed';
    throw error;
  } finally {
    phase.endedMs = now();
    changed();
  }
}
