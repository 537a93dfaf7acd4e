import { makeProblem, type Problem } from '../../protocol/contract/problem.ts';
import type { Topology } from '../../protocol/contract/topology.ts';
import { isIpv6 } from '../../protocol/lab/router-rules.ts';
import type { Lab } from '../../protocol/lab/schema.ts';
import type { Frame } from '../../protocol/wire/frame.ts';
import type { Capture } from '../capture/capture.ts';
import type { TapCommand } from '../capture/tap-command.ts';
import type { Clock } from '../platform/clock.ts';
import type { Access } from '../ssh/access.ts';
import { askForVip } from './arp-questions.ts';
import {
  createEvidence,
  type Evidence,
  noteFrame,
  noteNodeEvent,
  noteNodeLink,
  noteQuestion,
} from './evidence.ts';
import { keepCapturing } from './keep-capturing.ts';
import { otherLabOf } from './node-report.ts';
import { watchNode } from './node-watch.ts';
import { projectTopology } from './projection.ts';
import type { SegmentOf } from './segment.ts';

export interface WatcherParts {
  access: Access;
  capture: Capture;
  tap: TapCommand;
  clock: Clock;
  segmentOf: SegmentOf;
  /** Told what a node runs, with every report; null: this lab, or nothing at all. */
  onRuns(lab: string, node: string, other: { lab: string; node: string } | null, seenMs: number): void;
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

/** A process for each address that is asked for: of more, only what others make it say is seen. */
const mostAsked = 32;

/** The IPv4 addresses that are asked for, those in the adverts first. */
export function askedVips({ virtualRouters }: Lab): string[] {
  const advertised = virtualRouters.flatMap(({ vips }) => vips);
  const excluded = virtualRouters.flatMap(({ excludedVips }) => excludedVips);
  return [...advertised, ...excluded].filter((vip) => !isIpv6(vip)).slice(0, mostAsked);
}

export function startWatcher(lab: Lab, parts: WatcherParts): LabWatcher {
  const { capture, clock, tap } = parts;
  const evidence = createEvidence(lab);
  const listeners = new Set<() => void>();
  const abort = new AbortController();
  const changed = () => {
    for (const listener of listeners) listener();
  };

  const unsubscribe: (() => void)[] = [
    capture.onFrame((frame, tsNs) => {
      const atMs = Number(tsNs / 1000n) / 1000;
      if (noteFrame(evidence, frame, atMs)) changed();
    }),
    capture.onStatus(changed),
  ];

  let offSegment: Problem | null = null;
  const listen = async () => {
    const segment = await parts.segmentOf(lab);
    if (abort.signal.aborted) return;
    if (!segment) {
      const detail = 'this machine has no address on the segment of the nodes';
      offSegment = makeProblem('capture.unsupported', { detail });
      return changed();
    }
    capture.start(segment).catch(changed);
    unsubscribe.push(keepCapturing(capture, clock));
    // ARP is IPv4's; an IPv6 VIP has two witnesses.
    const asked = tap.refusal ? [] : askedVips(lab);
    const ask = (vip: string) =>
      askForVip(
        parts,
        { segment, vip },
        (isAnswered) => {
          noteQuestion(evidence, vip, isAnswered, clock.now());
          changed();
        },
        abort.signal,
      );
    await Promise.all(asked.map(ask));
  };
  const listening = listen();

  const follows = lab.nodes.map((node) =>
    watchNode(
      parts,
      { lab, node },
      {
        onEvent: (event) => {
          noteNodeEvent(evidence, node.name, event, clock.now());
          parts.onRuns(lab.name, node.name, otherLabOf(lab, node.name, event.status), clock.now());
          changed();
        },
        onLink: (link, problem) => {
          noteNodeLink(evidence, node.name, link, problem, clock.now());
          if (link === 'not-deployed') parts.onRuns(lab.name, node.name, null, clock.now());
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
      await Promise.all([...follows, listening]);
    },
  };
}
