import { fail } from '../../protocol/contract/problem.ts';
import type { SwitchoverEvent, SwitchoverResult } from '../../protocol/contract/switchover.ts';
import type { Lab, VirtualRouter } from '../../protocol/lab/schema.ts';
import type { Clock } from '../platform/clock.ts';
import { frameEvent, transitionOf } from './evidence.ts';
import { givesBack } from './give-back.ts';
import { reports, resetPriority, type Side, takeBack, takeOver } from './side.ts';
import type { SwitchoverParts } from './switchover.ts';

export interface Move {
  lab: Lab;
  router: VirtualRouter;
  /** The router and the other members of its sync group. */
  together: readonly VirtualRouter[];
  /** Of the node that is to lead. */
  mine: Side;
  theirs: Side;
}

/** From the request to two reports that agree. Standard adverts need a millisecond; this is for lost ones. */
const limitMs = 5000;
/** Frames arrive by way of another process. */
const frameLagMs = 500;

/** @throws ProblemError as `switchover` */
export async function move(
  parts: SwitchoverParts,
  plan: Move,
  signal: AbortSignal,
): Promise<SwitchoverResult> {
  const { lab, router, together, mine, theirs } = plan;
  const { vrid } = router;
  const to = mine.node.name;
  const [own, others] = await Promise.all([reports(mine, together), reports(theirs, together)]);
  const at = together.indexOf(router);
  const from = others[at]?.state === 'master' ? theirs.node.name : null;
  const isDone = own.every(({ state }) => state === 'master');
  if (isDone) return { vrid, from: to, to, moved: false, movedMs: 0, events: [] };
  for (const { state, cause } of own)
    if (state !== 'backup' && state !== 'master')
      throw fail('switchover.in-fault', { node: to, vrid, cause });

  const now = parts.startClock();
  const events: SwitchoverEvent[] = [];
  let startedMs = 0;
  const advertised = Promise.withResolvers<void>();
  const note = (what: SwitchoverEvent['what'], source: string, detail: string, atMs = now()) => {
    events.push({ t: Math.round((atMs - startedMs) * 100) / 100, what, source, detail });
    if (what === 'advert') advertised.resolve();
  };
  const knows = (what: SwitchoverEvent['what']) => events.some((event) => event.what === what);

  // Who leads already will not report that it does, and who does not lead none that it let go.
  const awaited = new Set([
    ...together.filter((_, index) => own[index]?.state !== 'master').map((each) => `${to} ${each.vrid}`),
    ...together
      .filter((_, index) => others[index]?.state === 'master')
      .map((each) => `${theirs.node.name} ${each.vrid}`),
  ]);
  const settled = Promise.withResolvers<void>();
  const watch = (side: Side, state: 'master' | 'backup') =>
    side.channel.watch((event) => {
      for (const each of together) {
        const transition = transitionOf(event, each);
        if (transition?.to !== state) continue;
        awaited.delete(`${side.node.name} ${each.vrid}`);
        if (each === router) note(`became-${state}`, side.node.name, transition.cause);
      }
      if (awaited.size === 0) settled.resolve();
    });
  await Promise.all([watch(mine, 'master'), watch(theirs, 'backup')]);

  const listening = await parts.listen(lab, (frame) => {
    const atMs = Number(frame.ts) * 1000;
    if (startedMs === 0 || atMs < startedMs) return;
    const what = frameEvent(frame, router, others[at]?.masterAddress ?? null);
    if (what !== null && !knows(what)) note(what, 'wire', frame.info, atMs);
  });
  try {
    if (signal.aborted) throw fail('request.cancelled');
    startedMs = now();
    note('requested', 'engine', to);
    await takeOver(mine, router, limitMs);
    try {
      await within(parts.clock, limitMs, settled.promise, signal);
      if (signal.aborted) throw fail('request.cancelled');
      if (awaited.size > 0) await expectMoved(plan, events);
    } catch (error) {
      await takeBack(mine, router);
      throw error;
    }
    if (listening.hears) await within(parts.clock, frameLagMs, advertised.promise, signal);
  } finally {
    listening.stop();
  }
  for (const node of await giveBack(plan)) note('priority-reset', node, '');
  const moved =
    events.find(({ what }) => what === 'advert') ?? events.find(({ what }) => what === 'became-master');
  const inOrder = events.toSorted((a, b) => a.t - b.t);
  return { vrid, from, to, moved: true, movedMs: moved?.t ?? null, events: inOrder };
}

/** Ends at the limit, when the event is there, or when it is cancelled. */
async function within(clock: Clock, ms: number, event: Promise<void>, signal: AbortSignal): Promise<void> {
  const over = Promise.withResolvers<void>();
  const end = () => over.resolve();
  const cancelTimer = clock.after(ms, end);
  signal.addEventListener('abort', end);
  if (signal.aborted) end();
  await Promise.race([event, over.promise]);
  cancelTimer();
  signal.removeEventListener('abort', end);
}

/** A report of it may have been lost: the nodes are asked. @throws ProblemError switchover.not-done with what they say */
async function expectMoved(
  { router, together, mine, theirs }: Move,
  events: readonly SwitchoverEvent[],
): Promise<void> {
  const [own, others] = await Promise.all([reports(mine, together), reports(theirs, together)]);
  const isWith = own.every(({ state }) => state === 'master');
  if (isWith && others.every(({ state }) => state !== 'master')) return;
  const seen = events.map(({ t, what, source }) => `${t} ms ${source} ${what}`);
  const said = (side: Side, states: typeof own) =>
    states.map(({ vrid, state, cause }) => `${side.node.name}: VRID ${vrid} is ${state} (${cause})`);
  const report = [...seen, ...said(mine, own), ...said(theirs, others)].join('; ');
  const params = { node: mine.node.name, vrid: router.vrid, seconds: limitMs / 1000 };
  throw fail('switchover.not-done', params, report);
}

/** Takes back the priorities that switchovers gave, as far as that moves nothing. Gives the nodes it was done on. */
async function giveBack({ router, together, mine, theirs }: Move): Promise<string[]> {
  const [own, others] = await Promise.all([reports(mine, together), reports(theirs, together)]);
  const moved = together.flatMap((each, index) => {
    const [winner, loser] = [own[index], others[index]];
    return winner && loser ? [{ router: each, winner, loser }] : [];
  });
  const { winner, loser } = givesBack(moved);
  const given = [...(loser ? [theirs] : []), ...(winner ? [mine] : [])];
  for (const side of given) await resetPriority(side, router);
  return given.map(({ node }) => node.name);
}
