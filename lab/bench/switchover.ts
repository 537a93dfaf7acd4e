import { setTimeout as sleep } from 'node:timers/promises';
import { putAway } from '../support/stop-signal.ts';
import { ensureUp, nodes } from '../testbed/index.ts';
import { ClientProbes, type Outage, probeEveryMs } from './client-probes.ts';
import { AgentConnection, readyCommand } from './request.ts';
import {
  inNode,
  keepalived,
  keepalivedPidFile,
  keepalivedTrackFile,
  type Play,
  type Speaker,
  tandemAgent,
} from './speakers.ts';
import { median, table } from './statistics.ts';
import { isAdvert, Wire } from './wire.ts';

/**
 * What a planned switchover costs a client: between our agents, from and to keepalived, and by keepalived's own means.
 * The new master's first advert is the kernel's time of the machine's end of the wires; the client is one of the lab.
 */
const vrid = 79;
const vip = '10.77.0.179';
const intervalsMs = [1000, 100, 10];
const [highPriority, lowPriority] = [150, 100];
/** Until an echo request is known to be lost, and a little. */
const knownAfterMs = 1300;
/** What comes before the request, and after the new master's first advert, belongs to the switchover. */
const marginNs = 300_000_000n;

const ways = {
  'agent to agent': 'take-over of our agent from our agent',
  'keepalived to agent': 'take-over of our agent from keepalived',
  'agent to keepalived': 'hand-over of our agent to keepalived',
  'keepalived stopped': 'SIGTERM to keepalived, keepalived takes over',
  'keepalived lowered': 'its track file lowers the priority of keepalived, keepalived takes over',
};
type Way = keyof typeof ways;

export interface SwitchoverRun extends Outage {
  way: Way;
  advertIntervalMs: number;
  /** From the request to the first advert of the new master. */
  movedMs: number;
}

export interface SwitchoverOptions {
  runs: number;
  /** Milliseconds between adverts to look at; all there are by default. */
  intervalsMs?: readonly number[];
  progress(line: string): void;
  /** Ends it early, with everything put away. */
  signal: AbortSignal;
}

type Node = (typeof nodes)[number];

/** One interval on the lab's wires. */
interface Stage {
  play: Play;
  a: Node;
  b: Node;
  wire: Wire;
  signal: AbortSignal;
  note(run: SwitchoverRun): void;
}

export async function switchover(options: SwitchoverOptions): Promise<SwitchoverRun[]> {
  const { signal } = options;
  await ensureUp({ signal });
  const [a, b] = nodes;
  if (a === undefined || b === undefined) throw new Error('the lab has fewer than two nodes');
  const agents = [tandemAgent(a.name), tandemAgent(b.name)] as const;
  const wire = await Wire.open();
  signal.addEventListener('abort', () => wire.giveUp(signal.reason));
  const results: SwitchoverRun[] = [];
  const note = (run: SwitchoverRun) => {
    results.push(run);
    const { way, advertIntervalMs, movedMs, icmpLost, tcpLost } = run;
    options.progress(
      `${advertIntervalMs} ms, ${way}: ${movedMs.toFixed(1)} ms, lost ${icmpLost} and ${tcpLost}`,
    );
  };
  try {
    for (const agent of agents) await agent.install();
    signal.throwIfAborted();
    for (const advertIntervalMs of options.intervalsMs ?? intervalsMs) {
      const play: Play = { version: 3, advertIntervalMs, vrid, vip: `${vip}/24` };
      const stage: Stage = { play, a, b, wire, note, signal };
      await betweenAgents(stage, agents, options.runs);
      await withKeepalived(stage, agents[1], options.runs);
      await betweenKeepaliveds(stage, options.runs);
    }
  } finally {
    await putAway(...agents.map((agent) => () => agent.remove()), () => wire.close());
  }
  return results;
}

/** To and fro; after each pair the priorities are as configured. */
async function betweenAgents(stage: Stage, agents: readonly [Speaker, Speaker], runs: number): Promise<void> {
  const { a, b } = stage;
  await playing(stage, agents, async (probes) => {
    const [onA, onB] = await Promise.all([AgentConnection.open(a.name), AgentConnection.open(b.name)]);
    for (let run = 0; run < runs; run += 1) {
      stage.signal.throwIfAborted();
      const isForth = run % 2 === 0;
      const [next, connection] = isForth ? [b, onB] : [a, onA];
      await once(stage, 'agent to agent', probes, next, () => connection.ask('take-over', vrid));
      if (isForth) continue;
      await onB.ask('reset-priority', vrid);
      await onA.ask('reset-priority', vrid);
    }
    for (const connection of [onA, onB]) connection.close();
  });
}

async function withKeepalived(stage: Stage, agent: Speaker, runs: number): Promise<void> {
  const { a, b } = stage;
  await playing(stage, [keepalived(a.name), agent], async (probes) => {
    const connection = await AgentConnection.open(b.name);
    for (let run = 0; run < runs; run += 1) {
      stage.signal.throwIfAborted();
      await once(stage, 'keepalived to agent', probes, b, () => connection.ask('take-over', vrid));
      await once(stage, 'agent to keepalived', probes, a, () => connection.ask('hand-over', vrid));
    }
    connection.close();
  });
}

async function betweenKeepaliveds(stage: Stage, runs: number): Promise<void> {
  const { a, b, play } = stage;
  const master = keepalived(a.name, true);
  await playing(stage, [master, keepalived(b.name)], async (probes) => {
    for (let run = 0; run < runs; run += 1) {
      stage.signal.throwIfAborted();
      const lower = await readyCommand(a.name, `echo 1 > ${keepalivedTrackFile}`);
      await once(stage, 'keepalived lowered', probes, b, lower);
      await inNode(a.name, `echo 0 > ${keepalivedTrackFile}`);
      await leads(stage, a);
      const stop = await readyCommand(a.name, `read pid < ${keepalivedPidFile}; kill -TERM $pid`);
      await once(stage, 'keepalived stopped', probes, b, stop);
      await master.start(play, highPriority);
      await leads(stage, a);
    }
  });
}

/** The first speaker leads on node-a, the second listens on node-b, the client probes; all of them end with `work`. */
async function playing(
  stage: Stage,
  speakers: readonly [Speaker, Speaker],
  work: (probes: ClientProbes) => Promise<void>,
): Promise<void> {
  let probes: ClientProbes | undefined;
  try {
    await speakers[0].start(stage.play, highPriority);
    await leads(stage, stage.a);
    await speakers[1].start(stage.play, lowPriority);
    probes = await ClientProbes.open(vip, stage.signal);
    await sleep(knownAfterMs, undefined, { signal: stage.signal });
    await work(probes);
  } finally {
    await putAway(() => probes?.close(), ...speakers.map((speaker) => () => speaker.stop()));
  }
}

/** Until a node advertises and the other one has had the time to let go. */
async function leads({ wire, signal }: Stage, node: Node): Promise<void> {
  await wire.next(`${node.name} as master`, isAdvert(vrid, node.address), { afterNs: wire.nowNs });
  await sleep(knownAfterMs, undefined, { signal });
}

async function once(
  { play, wire, note, signal }: Stage,
  way: Way,
  probes: ClientProbes,
  next: Node,
  request: () => Promise<bigint>,
): Promise<void> {
  const beforeNs = wire.nowNs;
  const seen = wire.next(`${next.name} as master`, isAdvert(vrid, next.address), { afterNs: beforeNs });
  const [atNs, advert] = await Promise.all([request(), seen]);
  await sleep(knownAfterMs + Number(marginNs) / 1e6, undefined, { signal });
  const outage = probes.outage(atNs - marginNs, advert.tsNs + marginNs);
  probes.forget();
  const movedMs = Number(advert.tsNs - atNs) / 1e6;
  note({ way, advertIntervalMs: play.advertIntervalMs, movedMs, ...outage });
}

export function switchoverTable(runs: readonly SwitchoverRun[]): string {
  const head = ['interval', 'way', 'runs', 'moved', 'worst', 'ICMP lost', 'worst'];
  head.push('TCP lost', 'worst', 'longest gap', 'worst');
  const cells = Map.groupBy(runs, ({ way, advertIntervalMs }) => `${advertIntervalMs} ms\t${way}`);
  const rows = [...cells].map(([key, cell]) => {
    const both = (values: number[], digits: number) =>
      [median(values), Math.max(...values)].map((value) => value.toFixed(digits));
    return [
      ...key.split('\t'),
      String(cell.length),
      ...both(
        cell.map(({ movedMs }) => movedMs),
        1,
      ),
      ...both(
        cell.map(({ icmpLost }) => icmpLost),
        0,
      ),
      ...both(
        cell.map(({ tcpLost }) => tcpLost),
        0,
      ),
      ...both(
        cell.map(({ longestGapMs }) => longestGapMs),
        1,
      ),
    ];
  });
  const about = Object.entries(ways).map(([way, text]) => `${way}: ${text}`);
  const note = `median and worst; moved: milliseconds from the request to the new master's first advert; ICMP echo and TCP connections every ${probeEveryMs} ms; longest gap: milliseconds between two echo replies`;
  return [table([head, ...rows]), note, ...about].join('\n');
}
