import { fail, toProblem } from '../../protocol/contract/problem.ts';
import type { Topology } from '../../protocol/contract/topology.ts';
import type { AgentStatus } from '../../protocol/control/agent-messages.ts';
import { isIpv6 } from '../../protocol/lab/router-rules.ts';
import type { Lab, VirtualRouter } from '../../protocol/lab/schema.ts';
import { type Clock, delay } from '../platform/clock.ts';
import { masterDownMs } from '../topology/lab-timers.ts';
import type { NodeWork } from './node-work.ts';

/** Time for a process to start and open its sockets, on top of what the protocol takes. */
const startMs = 8000;
const pollMs = 100;
const preemptionGraceMs = 1000;

/** Shows the lab as the wire has it, for as long as `use` runs. */
export interface WireVerifier {
  clock: Clock;
  watch<T>(lab: Lab, use: (topology: () => Topology) => Promise<T>): Promise<T>;
}

function slowestMs(lab: Lab): number {
  return Math.max(...lab.virtualRouters.map((router) => masterDownMs(lab, router)));
}

type Asked = Pick<NodeWork, 'node' | 'status'>;

/** No later answer comes: the host is somebody else's by now, or the connection is gone. */
const isOver = (error: unknown): boolean => ['deploy.lock-lost', 'host.lost'].includes(toProblem(error).code);

/** The speaker runs this lab and every virtual router left Initialize. Rejects with deploy.not-verified; deploy.lock-lost, host.lost. */
export async function verifyNode({ node, status: ask }: Asked, lab: Lab, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + startMs;
  let last = 'it did not answer';
  while (performance.now() < deadline && !signal.aborted) {
    try {
      const status = await ask();
      const waiting = status.routers.filter((router) => !['backup', 'master'].includes(router.state));
      if (status.node === node.name && status.lab === lab.name && waiting.length === 0) return;
      last = waiting
        .map((router) => `VRID ${router.vrid} is in state ${router.state}: ${router.cause}`)
        .join('; ');
    } catch (error) {
      if (isOver(error)) throw error;
      last = error instanceof Error ? error.message : String(error);
    }
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  if (signal.aborted) throw fail('request.cancelled');
  throw fail('deploy.not-verified', { node: node.name, detail: last });
}

/**
 * One owner for each VIP: by both nodes' words and the kernel's addresses, and on the wire for `wire.adverts` adverts
 * where this machine can listen and they get here: a switch hands a unicast advert to its peer alone. Resolves to what
 * was proven, and what was not looked at, in words. Rejects with deploy.not-verified.
 */
export async function verifyPair(
  works: readonly Asked[],
  lab: Lab,
  wire: WireVerifier & { adverts: number },
  signal: AbortSignal,
): Promise<string> {
  const deadline = performance.now() + startMs + 3 * slowestMs(lab) + wire.adverts * lab.advertIntervalMs;
  // A priority that keeps on being higher without leading is explained by what a node does not report.
  const preemptedBy = performance.now() + slowestMs(lab) + preemptionGraceMs;
  return wire.watch(lab, async (topology) => {
    let doubt = 'no owner yet';
    while (performance.now() < deadline && !signal.aborted) {
      const statuses = await Promise.all(works.map((work) => work.status()));
      const mayMove = performance.now() < preemptedBy ? preemptionAhead(lab, statuses) : null;
      doubt = doubtByNodes(lab, statuses) ?? mayMove ?? doubtByWire(lab, topology(), wire.adverts) ?? '';
      if (doubt === '') return proof(lab, statuses, topology().capture);
      await delay(wire.clock, pollMs, signal);
    }
    if (signal.aborted) throw fail('request.cancelled');
    throw fail('deploy.not-verified', { node: lab.name, detail: doubt });
  });
}

function doubtByNodes(lab: Lab, statuses: readonly AgentStatus[]): string | null {
  for (const { vrid, vips } of lab.virtualRouters) {
    const routers = statuses.flatMap((status) => status.routers.filter((router) => router.vrid === vrid));
    const masters = routers.filter((router) => router.state === 'master');
    if (masters.length !== 1) return `VRID ${vrid} has ${masters.length} masters`;
    for (const vip of vips) {
      const holders = routers.filter((router) => router.addressesHeld.includes(vip));
      if (holders.length !== 1 || holders[0] !== masters[0]) return `${vip} is on ${holders.length} nodes`;
    }
  }
  return null;
}

/** The standby is started first: it may lead for a moment, until the preferred node preempts it. */
export function preemptionAhead(lab: Lab, statuses: readonly AgentStatus[]): string | null {
  for (const { vrid, preempt, preemptDelayMs } of lab.virtualRouters) {
    if (!preempt || preemptDelayMs > 0) continue;
    const routers = statuses.flatMap((status) => status.routers.filter((router) => router.vrid === vrid));
    const highest = Math.max(...routers.map(({ state, priority }) => (state === 'fault' ? 0 : priority)));
    const master = routers.find(({ state }) => state === 'master');
    if (master && master.priority < highest)
      return `VRID ${vrid}: a backup of priority ${highest} has not preempted yet`;
  }
  return null;
}

const isUnicast = (lab: Lab, vrid: number) =>
  lab.virtualRouters.some((router) => router.vrid === vrid && router.transport === 'unicast');

export function doubtByWire(
  lab: Lab,
  { capture, virtualRouters }: Pick<Topology, 'capture' | 'virtualRouters'>,
  wanted: number,
): string | null {
  if (capture.state !== 'running') return null;
  for (const { vrid, vips, verdict, witnesses } of virtualRouters) {
    // Who hears nothing of a unicast pair cannot tell its owner, but may see that there are two.
    const mayBe = isUnicast(lab, vrid) ? ['owned', 'unknown', 'no-owner'] : ['owned'];
    if (!mayBe.includes(verdict)) return `VRID ${vrid} on the wire: ${verdict}`;
    const adverts = witnesses.wire.find((speaker) => speaker.freshness === 'fresh')?.adverts ?? 0;
    if (!isUnicast(lab, vrid) && adverts < wanted)
      return `VRID ${vrid}: ${adverts} of ${wanted} adverts seen`;
    // Only IPv4 is asked for; whoever answers beside the owner makes another verdict.
    const answered = witnesses.arp.filter(({ freshness }) => freshness === 'fresh').map(({ vip }) => vip);
    const silent = vips.find((vip) => !isIpv6(vip) && !answered.includes(vip));
    if (silent !== undefined) return `nobody has answered ARP for ${silent} yet`;
  }
  return null;
}

/** The owner is in the nodes' words: it is what both agreed on, and there is one of it. */
export function proof(
  lab: Lab,
  statuses: readonly Pick<AgentStatus, 'node' | 'routers'>[],
  capture: Pick<Topology['capture'], 'state' | 'interface'>,
): string {
  return lab.virtualRouters
    .map((router) => {
      const isMaster = ({ routers }: Pick<AgentStatus, 'routers'>) =>
        routers.some(({ vrid, state }) => vrid === router.vrid && state === 'master');
      return `VRID ${router.vrid} is owned by ${statuses.find(isMaster)?.node}: ${grounds(router, capture)}`;
    })
    .join('; ');
}

function grounds(
  { vips, transport }: VirtualRouter,
  capture: Pick<Topology['capture'], 'state' | 'interface'>,
): string {
  const nodes = 'by both nodes’ reports and by the nodes’ addresses';
  if (capture.state !== 'running') return `${nodes}; the wire was not checked (no capture here)`;
  const arp = vips.some((vip) => !isIpv6(vip)) ? ['ARP'] : [];
  const seen = [...(transport === 'multicast' ? ['adverts'] : []), ...arp].join(' and ');
  const wire = seen === '' ? '' : `by ${seen} on ${capture.interface}, `;
  return transport === 'multicast'
    ? `${wire}${nodes}`
    : `${wire}${nodes}; its adverts were not checked (they are unicast and do not get here)`;
}
