/** Whether a failing health check moves the address: the priorities that the two nodes then advertise. */

/** What an agent and keepalived keep a weighted priority above (RFC 9568, 5.2.4: 0 says that a router leaves). */
const LOWEST = 1;

export interface Flip {
  /** The preferred node, 0 or 1, on which the check fails. */
  master: 0 | 1;
  /** Of the preferred node: as chosen, and while its check fails. */
  base: number;
  lowered: number;
  /** Of the node that waits, whose own check passes. */
  other: number;
  /** Weight 0 puts the node into fault instead of lowering it. */
  fault: boolean;
  /** The other node takes over. */
  flips: boolean;
  /** The smallest weight, below 0, that would flip the order; null where none does. */
  needed: number | null;
}

/**
 * A node that is backup gives way to every advert of its own priority or above, and without preemption to any advert
 * at all (RFC 9568, 6.4.2), so that only a fault moves the address then.
 */
export function flipOf(priorities: readonly [number, number], weight: number, preempt: boolean): Flip {
  const master = priorities[0] >= priorities[1] ? 0 : 1;
  const base = priorities[master];
  const other = priorities[master === 0 ? 1 : 0];
  const fault = weight === 0;
  const lowered = Math.max(LOWEST, base + weight);
  const flips = fault || (preempt && lowered < other);
  return { master, base, lowered, other, fault, flips, needed: other > LOWEST ? other - base - 1 : null };
}
