import { randomUUID } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import type { DrillKind, DrillProgress, DrillReport } from '../../protocol/contract/drills.ts';
import { milliseconds, type Phrase, phrase, wordPhrase } from '../../protocol/contract/phrase.ts';
import { fail, type Problem, toProblem } from '../../protocol/contract/problem.ts';
import type { Lab, LabNode, VirtualRouter } from '../../protocol/lab/schema.ts';
import type { TapCommand } from '../capture/tap-command.ts';
import { addressOf } from '../deploy/canonical-vip.ts';
import { lockHost } from '../deploy/host-lock.ts';
import { type Clock, delay } from '../platform/clock.ts';
import type { Access } from '../ssh/access.ts';
import type { Host } from '../ssh/host.ts';
import { familyOf } from '../topology/evidence.ts';
import { masterDownMs } from '../topology/lab-timers.ts';
import { nodeOfMac, nodeOfSender } from '../topology/sender.ts';
import type { LabWatcher } from '../topology/watcher.ts';
import { askedVip, httpStepMs, icmpStepMs, startClientProbes } from './client-probes.ts';
import { armGuard, revertLeftover } from './guard.ts';
import { inject, unitOf } from './inject.ts';
import { answeredBefore, measure, type OldMaster, type Span } from './measure.ts';
import type { Prediction } from './prediction.ts';
import { inPhase } from './progress.ts';
import { revertTarget, steadyTimeoutMs, verifyPutBack } from './put-back.ts';
import { createRecording, type RecordedRouter, recordFrame } from './recording.ts';
import { takeSnapshot } from './snapshot.ts';
import { isSeen, requireSteady, routerOf, waitFor } from './steady.ts';
import { judge } from './verdict.ts';

export interface DrillParts {
  access: Access;
  tap: TapCommand;
  clock: Clock;
  watcher: LabWatcher;
}

export const capSeconds = 60;
const baselineMs = 1500;
/** After the takeover: time for the gratuitous ARP, the probes under way and a second look. */
const afterTakeoverMs = 1000;

interface Run {
  parts: DrillParts;
  kind: DrillKind;
  lab: Lab;
  router: VirtualRouter;
  target: LabNode;
  prediction: Prediction;
  progress: DrillProgress;
  changed: () => void;
  signal: AbortSignal;
}

/**
 * Breaks the target on purpose, measures what it cost and puts everything back, whatever happens in between.
 * Resolves to the report, also after a halt, and to the problem where the host has to be mended by hand. Rejects when
 * nothing was broken: no steady state, guard not armed.
 */
export async function runDrill(run: Run): Promise<{ report: DrillReport; problem: Problem | null }> {
  const { parts, lab, target, router, progress, changed, signal } = run;
  const { clock, watcher, access } = parts;
  const phase = <T>(name: Parameters<typeof inPhase>[1], work: () => Promise<T>) =>
    inPhase(progress, name, clock.now, changed, work);
  const hosts = new Map<string, Host>();
  const unlock: (() => Promise<void>)[] = [];
  const recording = createRecording();
  const vips = router.vips.map(addressOf);
  const recorded: RecordedRouter = { vrid: router.vrid, family: familyOf(router), vips };
  const stopRecording = watcher.onFrame((frame, tsNs) =>
    recordFrame(recording, frame, Number(tsNs / 1000n) / 1000, recorded),
  );
  const asked = askedVip(vips, watcher.topology().capture.interface, ownIpv6());
  const probes = startClientProbes(parts.tap, asked, recording);
  Object.assign(progress.probes, probes.counts);
  const startedMs = clock.now();

  try {
    const before = await phase('baseline', async () => {
      for (const node of lab.nodes) {
        const host = await access.connect(lab, node);
        hosts.set(node.name, host);
        unlock.push((await lockHost(host)).release);
        // With the lock in hand, a guard found here belongs to a drill whose Tandem is gone.
        await revertLeftover(host);
      }
      await requireSteady(watcher, clock, steadyTimeoutMs, signal, router);
      await delay(clock, baselineMs, signal);
      if (signal.aborted) throw fail('drill.halted');
      return snapshotAll(hosts);
    });
    const host = hostOf(hosts, target);
    const unit = unitOf[lab.backend];
    const guard = await phase('arm', () =>
      armGuard(host, unit, capSeconds, JSON.stringify({ drill: run.kind, before })),
    );
    const armedMs = clock.now();
    const showGuard = () => {
      progress.guard = { armed: true, leaseEndsMs: guard.leaseEndsMs, capEndsMs: guard.capEndsMs };
    };
    showGuard();
    const countdown = setInterval(showGuard, 500);

    const troubles: Phrase[] = [];
    let injectMs: number | null = null;
    try {
      injectMs = await phase(
        'inject',
        async () => (await inject(run.kind, unit, host)) - guard.clock.offsetMs,
      );
      const missing = await phase('observe', () => observe(run, injectMs ?? 0));
      if (missing && !signal.aborted) troubles.push(missing);
    } catch (error) {
      troubles.push(troubleOf(toProblem(error)));
    }
    const putBack = { ...parts, lab, target, hosts };
    const revertStartMs = clock.now();
    const reverted = await phase('revert', () => revertTarget(putBack, guard));
    clearInterval(countdown);
    const revertedMs = clock.now();
    if (reverted.problem) troubles.push(troubleOf(reverted.problem));
    progress.guard = { armed: false, leaseEndsMs: null, capEndsMs: null };
    const { residue, unverified } = await phase('verify', () => verifyPutBack(putBack, before));
    if (unverified) troubles.push(phrase('reason.unverified', { detail: wordPhrase(unverified, 'en') }));
    await probes.stop();

    const t0Ms = injectMs ?? revertStartMs;
    const span: Span = {
      injectMs: t0Ms,
      revertMs: revertStartMs,
      probeStepMs: answeredBefore(recording.icmp, t0Ms) ? icmpStepMs : httpStepMs,
      isUnicast: router.transport === 'unicast',
    };
    const old: OldMaster = {
      sent: ({ source, mac }) => nodeOfSender(watcher.evidence, source, mac) === target.name,
      announced: ({ mac }) => nodeOfMac(watcher.evidence, mac) === target.name,
    };
    const { measured, timeline } = measure(recording, span, old);
    // What was never broken cost nothing that could be measured.
    if (injectMs === null) measured.outageMs = { icmp: null, http: null, tcp: null };
    const extra = (atMs: number, what: 'guard-armed' | 'inject' | 'revert' | 'verified', detail: string) => ({
      t: Math.round((atMs - span.injectMs) * 100) / 100,
      what,
      detail,
      source: 'engine' as const,
    });
    const { verdict, reasons } = judge({ measured, residue, troubles, prediction: run.prediction, signal });
    const report: DrillReport = {
      id: randomUUID(),
      kind: run.kind,
      lab: lab.name,
      target: target.name,
      vrid: router.vrid,
      startedAt: new Date(startedMs).toISOString(),
      durationMs: clock.now() - startedMs,
      verdict,
      reasons,
      hypothesis: phrase('hypothesis.takeover', {
        vrid: router.vrid,
        limit: milliseconds(Math.round(run.prediction.limitMs)),
      }),
      predicted: {
        outageMs: run.prediction.outageMs,
        minMs: run.prediction.minMs,
        maxMs: run.prediction.maxMs,
        basis: run.prediction.basis,
      },
      measured,
      phases: progress.phases,
      timeline: [
        extra(armedMs, 'guard-armed', `on ${target.name}: lease 4 s, cap ${capSeconds} s`),
        ...(injectMs === null ? [] : [extra(injectMs, 'inject', `${run.kind} on ${target.name}`)]),
        ...timeline,
        extra(revertStartMs, 'revert', `by ${reverted.by ?? 'nobody yet'}`),
        extra(clock.now(), 'verified', residue.length === 0 ? 'everything is as it was' : residue.join('; ')),
      ].toSorted((a, b) => a.t - b.t),
      guard: {
        armedAt: new Date(armedMs).toISOString(),
        revertedBy: reverted.by,
        revertMs: reverted.by === null ? null : revertedMs - revertStartMs,
      },
      residue,
      environment: {
        clock: `offset ${guard.clock.offsetMs.toFixed(2)} ms ± ${guard.clock.uncertaintyMs.toFixed(2)} ms`,
        vrrp: `v${lab.vrrpVersion}, ${lab.advertIntervalMs} ms`,
      },
    };
    return { report, problem: reverted.problem };
  } finally {
    stopRecording();
    await probes.stop();
    await Promise.all(unlock.map((release) => release()));
    for (const host of hosts.values()) host.session.close();
    changed();
  }
}

function hostOf(hosts: ReadonlyMap<string, Host>, node: LabNode): Host {
  const host = hosts.get(node.name);
  if (!host) throw fail('host.unreachable', { host: node.name });
  return host;
}

async function snapshotAll(hosts: ReadonlyMap<string, Host>): Promise<Record<string, string[]>> {
  const entries = await Promise.all(
    [...hosts].map(async ([name, host]) => [name, await takeSnapshot(host)] as const),
  );
  return Object.fromEntries(entries);
}

/** Of this machine, with prefix. */
function ownIpv6(): string[] {
  const entries = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return entries.flatMap(({ family, cidr }) => (family === 'IPv6' && cidr !== null ? [cidr] : []));
}

function troubleOf(problem: Problem): Phrase {
  return phrase('reason.trouble', { message: [problem.message, problem.cause].filter(Boolean).join(' ') });
}

/** Until another owner stands on the wire and has been looked at; resolves to what is missing when nobody came. */
async function observe(
  { parts, lab, router, target, signal }: Run,
  injectMs: number,
): Promise<Phrase | null> {
  const timeoutMs = 2 * masterDownMs(lab, router) + 5000;
  const missing = await waitFor(parts.watcher, parts.clock, timeoutMs, signal, (topology) => {
    const { owner, verdict, sinceMs, source } = routerOf(topology, router.vrid);
    const isNew = owner !== target.name && (sinceMs ?? 0) >= injectMs;
    const hasMoved = verdict === 'owned' && isSeen(source, router.transport) && isNew;
    return hasMoved ? null : phrase('doubt.nobody-took-over');
  });
  await delay(parts.clock, afterTakeoverMs, signal);
  return missing;
}
