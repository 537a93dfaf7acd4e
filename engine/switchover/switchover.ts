import { fail } from '../../protocol/contract/problem.ts';
import type { SwitchoverEvent, SwitchoverResult } from '../../protocol/contract/switchover.ts';
import type { AgentEvent, AgentStatus, RouterStatus } from '../../protocol/control/agent-messages.ts';
import { isIpv6 } from '../../protocol/lab/router-rules.ts';
import type { Lab, LabNode, VirtualRouter } from '../../protocol/lab/schema.ts';
import type { Frame } from '../../protocol/wire/frame.ts';
import type { Access } from '../ssh/access.ts';
import type { Host } from '../ssh/host.ts';
import { type ControlChannel, openControlChannel } from './control-channel.ts';

export interface SwitchoverParts {
  access: Access;
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

interface Side {
  node: LabNode;
  host: Host;
  channel: ControlChannel;
}

/** From the request to two reports that agree. Standard adverts need a millisecond; this is for lost ones. */
const limitMs = 5000;
/** Frames arrive by way of another process. */
const frameLagMs = 500;

/**
 * Moves a virtual router to a node without an outage: the new master serves and announces before its advert, which has
 * a higher priority than the old one's, makes that let go. Afterwards the order of priorities is as configured where
 * that keeps the new master; otherwise it keeps the priority that it was given until it is moved back.
 * @throws ProblemError switchover.*, host.*, agent.unreachable
 */
export async function switchover(
  parts: SwitchoverParts,
  lab: Lab,
  { vrid, to }: { vrid: number; to: string },
): Promise<SwitchoverResult> {
  const router = lab.virtualRouters.find((candidate) => candidate.vrid === vrid);
  const target = lab.nodes.find((node) => node.name === to);
  const other = lab.nodes.find((node) => node.name !== to);
  if (!target || !other) throw fail('request.invalid', { detail: `${lab.name} has no node ${to}` });
  if (!router) throw fail('switchover.unknown-router', { node: to, vrid });
  const sides: Side[] = [];
  const stopListening: (() => void)[] = [];
  try {
    const opened = await Promise.allSettled(
      [target, other].map(async (node) => {
        const host = await parts.access.connect(lab, node);
        const side = { node, host, channel: await openControlChannel(host, node.name) };
        sides.push(side);
        return side;
      }),
    );
    const [mine, theirs] = opened.map((result) => {
      if (result.status === 'rejected') throw result.reason;
      return result.value;
    });
    if (!mine || !theirs) throw fail('internal.unexpected');
    return await move(parts, { lab, router, mine, theirs }, stopListening);
  } finally {
    for (const stop of stopListening) stop();
    for (const { channel, host } of sides) {
      channel.close();
      host.session.close();
    }
  }
}

interface Move {
  lab: Lab;
  router: VirtualRouter;
  mine: Side;
  theirs: Side;
}

async function move(
  parts: SwitchoverParts,
  { lab, router, mine, theirs }: Move,
  stopListening: (() => void)[],
): Promise<SwitchoverResult> {
  const { vrid } = router;
  const to = mine.node.name;
  const family = isIpv6(router.vips[0] ?? '') ? 6 : 4;
  const [before, others] = await Promise.all([statusOf(mine, router), statusOf(theirs, router)]);
  const from = others.state === 'master' ? theirs.node.name : null;
  if (before.state === 'master') return { vrid, from: to, to, moved: false, movedMs: 0, events: [] };
  if (before.state !== 'backup') throw fail('switchover.in-fault', { node: to, vrid, cause: before.cause });

  const now = parts.startClock();
  const events: SwitchoverEvent[] = [];
  let startedMs = 0;
  const note = (what: SwitchoverEvent['what'], source: string, detail: string, atMs = now()) => {
    events.push({ t: Math.round((atMs - startedMs) * 100) / 100, what, source, detail });
    if (known('advert')) advertised();
  };
  const known = (what: SwitchoverEvent['what']) => events.some((event) => event.what === what);

  let settled: () => void = () => {};
  const done = new Promise<void>((resolve) => {
    settled = resolve;
  });
  let advertised: () => void = () => {};
  const seen = new Promise<void>((resolve) => {
    advertised = resolve;
  });
  const heardEvent = (side: Side) => (event: AgentEvent) => {
    const { transition } = event;
    if (transition?.vrid !== vrid || transition.family !== family) return;
    if (transition.to === 'master' && side === mine) note('became-master', to, transition.cause);
    if (transition.to === 'backup' && side === theirs)
      note('became-backup', theirs.node.name, transition.cause);
    if (known('became-master') && (from === null || known('became-backup'))) settled();
  };
  await Promise.all([mine.channel.watch(heardEvent(mine)), theirs.channel.watch(heardEvent(theirs))]);
  const listening = await parts.listen(lab, (frame) => {
    const atMs = Number(frame.ts) * 1000;
    if (startedMs === 0 || atMs < startedMs) return;
    const what = frameEvent(frame, router, others.masterAddress);
    if (what !== null && !known(what)) note(what, 'wire', frame.info, atMs);
  });
  stopListening.push(listening.stop);

  startedMs = now();
  note('requested', 'engine', to);
  await mine.channel.ask({ op: 'take-over', vrid, family });
  await Promise.race([done, new Promise((resolve) => setTimeout(resolve, limitMs))]);
  if (!known('became-master') || (from !== null && !known('became-backup'))) {
    const report = events.map(({ t, what, source }) => `${t} ms ${source} ${what}`).join('; ');
    throw fail('switchover.not-done', { node: to, vrid, seconds: limitMs / 1000 }, report);
  }
  if (listening.hears) await Promise.race([seen, new Promise((resolve) => setTimeout(resolve, frameLagMs))]);
  for (const node of await settlePriorities({ lab, router, mine, theirs }, family))
    note('priority-reset', node, '');
  const moved =
    events.find(({ what }) => what === 'advert') ?? events.find(({ what }) => what === 'became-master');
  return {
    vrid,
    from,
    to,
    moved: true,
    movedMs: moved?.t ?? null,
    events: events.toSorted((a, b) => a.t - b.t),
  };
}

async function statusOf(side: Side, router: VirtualRouter): Promise<RouterStatus> {
  const status = await side.channel.ask({ op: 'status' });
  const found = routerOf(status, router);
  if (!found) throw fail('switchover.unknown-router', { node: side.node.name, vrid: router.vrid });
  return found;
}

function routerOf(status: AgentStatus, { vrid, vips }: VirtualRouter): RouterStatus | undefined {
  const family = isIpv6(vips[0] ?? '') ? 6 : 4;
  return status.routers.find((router) => router.vrid === vrid && router.family === family);
}

/** Of a frame after the request: what it says of the new master. @param oldMaster whose adverts say nothing new */
function frameEvent(
  { vrrp, ip, arp, protocol, info }: Frame,
  router: VirtualRouter,
  oldMaster: string | null,
): SwitchoverEvent['what'] | null {
  if (vrrp) return vrrp.vrid === router.vrid && vrrp.priority > 0 && ip?.src !== oldMaster ? 'advert' : null;
  const addresses = router.vips.map((vip) => vip.split('/')[0] ?? vip);
  if (arp) return arp.gratuitous && addresses.includes(arp.senderIp) ? 'announcement' : null;
  const advertised = protocol === 'ndp' && addresses.some((address) => info.endsWith(` ${address}`));
  return advertised && info.startsWith('Neighbor advertisement') ? 'announcement' : null;
}

/** Takes back the priorities that switchovers gave, as far as that moves nothing. Gives the nodes it was done on. */
async function settlePriorities({ router, mine, theirs }: Move, family: 4 | 6): Promise<string[]> {
  const { vrid } = router;
  const reset: string[] = [];
  const take = async (side: Side) => {
    const { switchoverPriority } = await statusOf(side, router);
    if (switchoverPriority === null) return;
    await side.channel.ask({ op: 'reset-priority', vrid, family });
    reset.push(side.node.name);
  };
  /** What it would lead with, checks included, without the priority that a switchover gave. */
  const own = ({ priority, configuredPriority, switchoverPriority }: RouterStatus) =>
    switchoverPriority === null
      ? priority
      : priority - switchoverPriority + (configuredPriority ?? switchoverPriority);
  // The loser first: the winner's may only go once nobody would preempt it.
  const winner = await statusOf(mine, router);
  if (winner.priority > own(await statusOf(theirs, router)) || !router.preempt) await take(theirs);
  const loser = await statusOf(theirs, router);
  if (own(winner) > loser.priority || !router.preempt) await take(mine);
  return reset;
}
