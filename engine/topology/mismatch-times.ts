import type { AgentStatus, RouterStatus } from '../../protocol/control/agent-messages.ts';

/** By `mismatchKey`: when a report last counted one more; null where none did since the first report. */
export type MismatchTimes = ReadonlyMap<string, number | null>;

type Counted = RouterStatus['mismatches'][number];

export function mismatchKey({ vrid, family }: RouterStatus, { source, what }: Counted): string {
  return `${vrid}/${family}/${source}/${what}`;
}

/**
 * An agent counts what does not fit and never forgets it, so that a count alone does not say whether it is still so.
 * A count that differs from the last report's does: it grew, or began anew with the agent.
 */
export function mismatchTimes(
  before: { status: AgentStatus | null; mismatchTimes: MismatchTimes } | undefined,
  status: AgentStatus,
  atMs: number,
): MismatchTimes {
  const counted = counts(before?.status ?? null);
  const times = new Map<string, number | null>();
  for (const [key, count] of counts(status)) {
    const isSame = before?.status == null || counted.get(key) === count;
    times.set(key, isSame ? (before?.mismatchTimes.get(key) ?? null) : atMs);
  }
  return times;
}

function counts(status: AgentStatus | null): Map<string, number> {
  const entries = (status?.routers ?? []).flatMap((router) =>
    router.mismatches.map((entry) => [mismatchKey(router, entry), entry.count] as const),
  );
  return new Map(entries);
}
