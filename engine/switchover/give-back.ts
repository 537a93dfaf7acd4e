import type { RouterStatus } from '../../protocol/control/agent-messages.ts';
import type { VirtualRouter } from '../../protocol/lab/schema.ts';

/** RFC 9568, 5.2.4: 255 is the address owner's and 0 says that a router leaves; weights stop short of both. */
const owner = 255;
const highest = 254;
const lowest = 1;

/** One virtual router after a switchover, as both nodes report it. */
export interface MovedRouter {
  router: VirtualRouter;
  /** Of the node that leads now. */
  winner: RouterStatus;
  loser: RouterStatus;
}

/**
 * Which of the priorities that switchovers gave can go without anything moving back. Routers of a sync group give
 * theirs back together, so that what would move one of them keeps them all.
 */
export function givesBack(moved: readonly MovedRouter[]): { winner: boolean; loser: boolean } {
  const given = (side: 'winner' | 'loser') => moved.some((each) => each[side].switchoverPriority !== null);
  // The loser first: the winner's may only go once nobody would preempt it.
  const loser =
    given('loser') &&
    moved.every((each) => stays(each.router, each.winner.priority, ownPriority(each.loser)));
  const left = (status: RouterStatus) => (loser ? ownPriority(status) : status.priority);
  const winner =
    given('winner') && moved.every((each) => stays(each.router, ownPriority(each.winner), left(each.loser)));
  return { winner, loser };
}

/** An address owner preempts whatever the configuration says (RFC 9568, 6.1, Preempt_Mode). */
function stays({ preempt }: VirtualRouter, winner: number, loser: number): boolean {
  return winner > loser || (!preempt && loser !== owner);
}

/** What it would lead with, its checks' weights included, without the priority that a switchover gave. */
function ownPriority({ priority, configuredPriority, switchoverPriority }: RouterStatus): number {
  if (switchoverPriority === null) return priority;
  const configured = configuredPriority ?? switchoverPriority;
  if (configured === owner) return owner;
  return Math.min(highest, Math.max(lowest, configured + priority - switchoverPriority));
}
