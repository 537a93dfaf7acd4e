import type { NodeCheck, NodeWitness } from '../../protocol/contract/topology.ts';

/** What a priority is made of, in its order. */
export type PriorityPart =
  | { kind: 'configured'; priority: number }
  | { kind: 'switchover'; priority: number }
  | { kind: 'check'; name: string; weight: number }
  /** Of checks whose weights are not known here. */
  | { kind: 'checks'; weight: number }
  /** A sum outside of 1 to 254 (RFC 9568, 5.2.4). */
  | { kind: 'limited' };

/** Why the effective priority is what it is; empty where it simply is the configured one. */
export function priorityParts(
  { priority, configuredPriority, switchoverPriority }: NodeWitness,
  checks: readonly NodeCheck[],
): PriorityPart[] {
  const base = switchoverPriority ?? configuredPriority;
  if (base === null || (switchoverPriority === null && base === priority)) return [];
  const parts: PriorityPart[] = [];
  if (configuredPriority !== null) parts.push({ kind: 'configured', priority: configuredPriority });
  if (switchoverPriority !== null) parts.push({ kind: 'switchover', priority: switchoverPriority });
  // A weight below 0 counts while its check fails, one above 0 while it passes (keepalived.conf(5), vrrp_script).
  const counting = checks.flatMap(({ name, weight, passing }) =>
    weight !== null && weight !== 0 && weight > 0 === passing
      ? [{ kind: 'check' as const, name, weight }]
      : [],
  );
  const sum = counting.reduce((total, { weight }) => total + weight, base);
  if (sum === priority) return [...parts, ...counting];
  if (Math.min(254, Math.max(1, sum)) === priority) return [...parts, ...counting, { kind: 'limited' }];
  return [...parts, { kind: 'checks', weight: priority - base }];
}
