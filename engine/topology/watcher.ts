import { makeProblem, type Problem } from '../../protocol/contract/problem.ts';
import type { Topology } from '../../protocol/contract/topology.ts';
import type { Lab } from '../../protocol/lab/schema.ts';
import type { Frame } from '../../protocol/wire/frame.ts';
import type { Capture } from '../capture/capture.ts';
import { type Probe, runProbe } from '../capture/probe.ts';
import type { TapCommand } from '../capture/tap-command.ts';
import type { Clock } from '../platform/clock.ts';
import type { Access } from '../ssh/access.ts';
import { watchAgent } from './agent-watch.ts';
import { createEvidence, type Evidence, noteFrame, noteNodeEvent, noteNodeLink } from './evidence.ts';
import { masterDownMs } from './lab-timers.ts';
import { projectTopology } from './projection.ts';

export interface WatcherParts {
  access: Access;
  capture: Capture;
  tap: TapCommand;
  clock: Clock;
  /** The local interface on the segment of the lab's nodes, or null when this machine is not on it. */
  segmentOf(lab: Lab): string | null;
}

/** Gathers the evidence of one lab for as long as it lives. */
export interface LabWatcher {
  readonly lab: Lab;
  readonly evidence: Evidence;
  topology(): Topology;
  /** Called whenever evidence came in; a listener coalesces for itself. */
  onChange(listener: () => void): () => void;
  onFrame(listener: (frame: Frame, tsNs: bigint) => void): () => void;
  stop(): Promise<void>;
}

const arpIntervalMs = 1000;

export function startWatcher(lab: Lab, parts: WatcherParts): LabWatcher {
  const { capture, clock, tap } = parts;
  const evidence = createEvidence(lab);
  const listeners = new Set<() => void>();
  const abort = new AbortController();
  const changed = () => {
    for (const listener of listeners) listener();
  };
  const downMs = new Map(lab.virtualRouters.map((router) => [router.vrid, masterDownMs(lab, router)]));

  const unsubscribe = [
    capture.onFrame((frame, tsNs) => {
      const atMs = Number(tsNs / 1000n) / 1000;
      if (noteFrame(evidence, frame, atMs, (vrid) => downMs.get(vrid) ?? 0)) changed();
    }),
    capture.onStatus(changed),
  ];

  const segment = parts.segmentOf(lab);
  const offSegment: Problem | null = segment
    ? null
    : makeProblem('capture.unsupported', {
        detail: 'this machine has no address on the segment of the nodes',
      });
  if (segment) capture.start(segment).catch(changed);

  const probes: Probe[] = [];
  if (segment && !tap.refusal)
    for (const router of lab.virtualRouters)
      for (const vip of router.vips) probes.push(startArpProbe(tap, segment, vip));

  const follows = lab.nodes.map((node) =>
    watchAgent(
      parts,
      { lab, node },
      {
        onEvent: (event) => {
          noteNodeEvent(evidence, node.name, event, clock.now());
          changed();
        },
        onLink: (link, problem) => {
          noteNodeLink(evidence, node.name, link, problem?.message ?? null);
          changed();
        },
      },
      abort.signal,
    ),
  );

  return {
    lab,
    evidence,
    topology: () => {
      const { state, interface: interfaceName, problem, frames, drops } = capture.status;
      const reason = problem ?? (state === 'off' ? offSegment : null);
      return projectTopology(evidence, clock.now(), {
        state,
        interface: interfaceName,
        problem: reason?.message ?? null,
        frames,
        drops,
      });
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onFrame: (listener) => capture.onFrame(listener),
    stop: async () => {
      abort.abort();
      for (const run of unsubscribe) run();
      for (const probe of probes) probe.stop();
      await Promise.all([...follows, ...probes.map((probe) => probe.ended)]);
    },
  };
}

/** Its answers are seen by the capture, where they carry the wire's time; here they are only provoked. */
function startArpProbe(tap: TapCommand, interfaceName: string, vip: string): Probe {
  const address = vip.split('/')[0] ?? vip;
  const options = [
    'arp',
    '--interface',
    interfaceName,
    '--address',
    address,
    '--interval',
    String(arpIntervalMs),
  ];
  return runProbe(tap.argv, options, () => undefined);
}
