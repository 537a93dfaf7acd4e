import { fail } from '../../protocol/contract/problem.ts';
import type { SwitchoverResult } from '../../protocol/contract/switchover.ts';
import type { Lab } from '../../protocol/lab/schema.ts';
import type { Frame } from '../../protocol/wire/frame.ts';
import type { Clock } from '../platform/clock.ts';
import type { Access } from '../ssh/access.ts';
import { movingTogether } from './evidence.ts';
import { move } from './move.ts';
import { closeSide, openSide } from './side.ts';

export interface SwitchoverParts {
  access: Access;
  clock: Clock;
  /** Calls back for every frame of the lab's segment until the result is called. Where it cannot, nothing comes. */
  listen(lab: Lab, heard: (frame: Frame) => void): Promise<Listening>;
  /** Gives a clock of milliseconds since the epoch with fractions, to be compared with the time stamps of frames. */
  startClock(): () => number;
}

export interface Listening {
  /** Whether frames come. */
  hears: boolean;
  stop(): void;
}

/**
 * Moves a virtual router to a node without an outage: the new master serves and announces before its advert, which has
 * a higher priority than the old one's, makes that let go. Afterwards the order of priorities is as configured where
 * that keeps the new master; otherwise it keeps the priority that it was given until it is moved back. A move that
 * fails or is cancelled gives the priority back.
 * @throws ProblemError switchover.*, among them needs-agent where the lab's backend is keepalived, host.*, agent.unreachable, request.cancelled
 */
export async function switchover(
  parts: SwitchoverParts,
  lab: Lab,
  { vrid, to }: { vrid: number; to: string },
  signal: AbortSignal,
): Promise<SwitchoverResult> {
  if (lab.backend === 'keepalived') throw fail('switchover.needs-agent', { lab: lab.name });
  const router = lab.virtualRouters.find((candidate) => candidate.vrid === vrid);
  const target = lab.nodes.find((node) => node.name === to);
  const other = lab.nodes.find((node) => node.name !== to);
  if (!target || !other) throw fail('request.invalid', { detail: `${lab.name} has no node ${to}` });
  if (!router) throw fail('switchover.unknown-router', { node: to, vrid });
  const sides = await Promise.allSettled([target, other].map((node) => openSide(parts.access, lab, node)));
  try {
    const [mine, theirs] = sides.map((side) => {
      if (side.status === 'rejected') throw side.reason;
      return side.value;
    });
    if (!mine || !theirs) throw fail('internal.unexpected');
    return await move(parts, { lab, router, together: movingTogether(lab, router), mine, theirs }, signal);
  } finally {
    for (const side of sides) if (side.status === 'fulfilled') closeSide(side.value);
  }
}
