import type { PreflightCheck } from '../../protocol/contract/preflight.ts';

const isSame = (a: PreflightCheck, b: PreflightCheck) => a.node === b.node && a.code === b.code;

/** The newer word on each check, in its old place; what is new comes last. */
export function mergeChecks(
  known: readonly PreflightCheck[],
  newer: readonly PreflightCheck[],
): PreflightCheck[] {
  const kept = known.map((check) => newer.find((other) => isSame(check, other)) ?? check);
  return [...kept, ...newer.filter((check) => !known.some((other) => isSame(check, other)))];
}

const rank = { fail: 0, warn: 1, pass: 2 } as const;

/** Checks by node, null for the lab and the wire: the group with the worst check first, otherwise as given. */
export function groupChecks(
  checks: readonly PreflightCheck[],
  nodes: readonly (string | null)[],
): { node: string | null; checks: PreflightCheck[] }[] {
  const groups = nodes.map((node) => ({
    node,
    checks: worstFirst(checks.filter((one) => one.node === node)),
  }));
  const worst = (group: { checks: PreflightCheck[] }) => rank[group.checks[0]?.status ?? 'pass'];
  return groups.filter((group) => group.checks.length > 0).toSorted((a, b) => worst(a) - worst(b));
}

/** What failed comes first, then what is worth knowing; otherwise as they came. */
export function worstFirst(checks: readonly PreflightCheck[]): PreflightCheck[] {
  return checks.toSorted((a, b) => rank[a.status] - rank[b.status]);
}
