import { agentStatusSchema, type RouterStatus } from '../../../protocol/control/agent-messages.ts';
import { labSchema } from '../../../protocol/lab/schema.ts';
import type { Frame } from '../../../protocol/wire/frame.ts';
import { type Evidence, noteFrame, noteNodeEvent } from '../evidence.ts';
import { projectTopology } from '../projection.ts';

/** Two nodes, what they say on the wire and over SSH, and what is seen of it: what the tests of this folder share. */
export const lab = labSchema.parse({
  name: 'test',
  advertIntervalMs: 100,
  nodes: [
    { name: 'a', host: '10.0.0.1', user: 'root', interface: 'eth0', auth: { kind: 'agent' } },
    { name: 'b', host: '10.0.0.2', user: 'root', interface: 'eth0', auth: { kind: 'agent' } },
  ],
  virtualRouters: [{ vrid: 7, vips: ['10.0.0.9/24'], priorities: { a: 150, b: 100 } }],
});

export const capture = { state: 'running', interface: 'eth0', problem: null, frames: 0, drops: 0 } as const;
export const macs = { a: '02:00:00:00:00:0a', b: '02:00:00:00:00:0b' };
export const hosts = { a: '10.0.0.1', b: '10.0.0.2' };
const priorities = { a: 150, b: 100 };
export type Node = keyof typeof macs;

const base = { no: 1, ts: '0.000000000', length: 60, problems: [], info: '' };

export function advert(node: Node, priority: number = priorities[node]): Frame {
  return {
    ...base,
    link: { src: macs[node], dst: '01:00:5e:00:00:12' },
    ip: { version: 4, src: hosts[node], dst: '224.0.0.18', ttl: 255 },
    protocol: 'vrrp',
    vrrp: {
      version: 3,
      type: 1,
      vrid: 7,
      priority,
      addresses: ['10.0.0.9'],
      advertIntervalMs: 100,
      checksum: { ok: true, form: 'pseudo-header' },
    },
  };
}

export function arpReply(node: Node): Frame {
  return {
    ...base,
    link: { src: macs[node], dst: 'ff:ff:ff:ff:ff:ff' },
    protocol: 'arp',
    arp: {
      operation: 'reply',
      senderMac: macs[node],
      senderIp: '10.0.0.9',
      targetMac: '02:00:00:00:00:ff',
      targetIp: '10.0.0.50',
      gratuitous: false,
      probe: false,
    },
  };
}

export function report(
  evidence: Evidence,
  node: Node,
  state: RouterStatus['state'],
  sinceMs: number,
  atMs: number,
  held: string[],
  clockAheadMs = 0,
  masterAddress: string | null = null,
) {
  const ns = (ms: number) => `${ms + clockAheadMs}000000`;
  const router = {
    vrid: 7,
    interface: 'eth0',
    state,
    cause: 'test',
    sinceNs: ns(sinceMs),
    priority: priorities[node],
    masterAddress,
    advertIntervalMs: 100,
    masterDownIntervalMs: 361,
    addressesHeld: held,
    counters: { advertsSent: 0, advertsReceived: 0, discarded: {}, becameMaster: 0 },
  };
  const status = agentStatusSchema.parse({
    version: '1',
    lab: 'test',
    node,
    pid: 1,
    startedNs: ns(0),
    nowNs: ns(atMs),
    routers: [router],
  });
  noteNodeEvent(evidence, node, { kind: 'alive', status }, atMs);
}

/** Feeds adverts every 100 ms from `fromMs` to `untilMs`. */
export function advertise(evidence: Evidence, node: Node, fromMs: number, untilMs: number): void {
  for (let atMs = fromMs; atMs <= untilMs; atMs += 100) noteFrame(evidence, advert(node), atMs);
}

/** Somebody whom the lab does not know. */
export function stranger(last: number, advertIntervalMs: number): Frame {
  const frame = advert('a', 200);
  return {
    ...frame,
    link: { src: `02:00:00:00:01:${last.toString(16).padStart(2, '0')}`, dst: '01:00:5e:00:00:12' },
    ip: { version: 4, src: `10.0.1.${last}`, dst: '224.0.0.18', ttl: 255 },
    ...(frame.vrrp ? { vrrp: { ...frame.vrrp, advertIntervalMs } } : {}),
  };
}

export function routerAt(evidence: Evidence, nowMs: number, state: 'running' | 'failed' = 'running') {
  const [router] = projectTopology(evidence, nowMs, { ...capture, state }).virtualRouters;
  if (!router) throw new Error('no router');
  return router;
}
