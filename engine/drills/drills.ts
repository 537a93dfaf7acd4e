import type { DrillCard, DrillKind, DrillProgress, DrillReport } from '../../protocol/contract/drills.ts';
import { phrase } from '../../protocol/contract/phrase.ts';
import { fail, ProblemError } from '../../protocol/contract/problem.ts';
import type { Lab, LabNode, VirtualRouter } from '../../protocol/lab/schema.ts';
import type { TapCommand } from '../capture/tap-command.ts';
import type { Clock } from '../platform/clock.ts';
import type { Access } from '../ssh/access.ts';
import type { Tasks } from '../tasks/tasks.ts';
import type { Watchers } from '../topology/watchers.ts';
import { revertLeftover } from './guard.ts';
import { predictOutage } from './prediction.ts';
import { createProgress } from './progress.ts';
import { capSeconds, runDrill } from './run-drill.ts';
import { doubtAboutLab, requireSteady } from './steady.ts';

export const drillKinds: readonly DrillKind[] = ['graceful-stop', 'crash'];

interface DrillsParts {
  access: Access;
  tap: TapCommand;
  clock: Clock;
  tasks: Tasks;
  watchers: Watchers;
  keep(report: DrillReport): void;
}

interface LabDrills {
  progress: DrillProgress | null;
  task: string | null;
  over: Promise<void>;
  halted: boolean;
  listeners: Set<() => void>;
}

export interface Drills {
  cards(lab: Lab): DrillCard[];
  /** Returns the task's id. Throws drill.running or drill.halted. */
  start(lab: Lab, kind: DrillKind, vrid: number | undefined): string;
  /** Stops what runs, reverts what any drill left, blocks new ones. Resolves to the nodes that had to be reverted. */
  halt(lab: Lab): Promise<string[]>;
  release(lab: string): void;
  state(lab: string): { progress: DrillProgress | null; halted: boolean };
  onChange(lab: string, listener: () => void): () => void;
}

/** How long a drill waits for the picture to be complete before it says that there is no steady state. */
const pictureMs = 10_000;

export function createDrills(parts: DrillsParts): Drills {
  const { access, clock, tasks, watchers } = parts;
  const labs = new Map<string, LabDrills>();
  const of = (name: string): LabDrills => {
    const known = labs.get(name);
    if (known) return known;
    const fresh = {
      progress: null,
      task: null,
      over: Promise.resolve(),
      halted: false,
      listeners: new Set<() => void>(),
    };
    labs.set(name, fresh);
    return fresh;
  };
  const tell = (drills: LabDrills) => {
    for (const listener of drills.listeners) listener();
  };
  const routerFor = (lab: Lab, vrid: number | undefined): VirtualRouter => {
    const router =
      vrid === undefined ? lab.virtualRouters[0] : lab.virtualRouters.find((entry) => entry.vrid === vrid);
    if (!router) throw fail('drill.not-ready', { detail: `there is no virtual router ${vrid}` });
    return router;
  };

  return {
    cards: (lab) => {
      const { watcher, release } = watchers.use(lab);
      const topology = watcher.topology();
      release();
      const drills = of(lab.name);
      return lab.virtualRouters.flatMap((router) => {
        const ownership = topology.virtualRouters.find((entry) => entry.vrid === router.vrid);
        const owner = ownership?.verdict === 'owned' ? ownership.owner : null;
        const target = lab.nodes.some((node) => node.name === owner) ? owner : null;
        const locked = drills.halted
          ? phrase('doubt.halted')
          : drills.task
            ? phrase('doubt.running')
            : doubtAboutLab(topology, lab);
        return drillKinds.map((kind) => {
          const { minMs, maxMs, basis } = predictOutage(kind, lab, router, target ?? lab.nodes[0].name);
          return {
            kind,
            target,
            vrid: router.vrid,
            predicted: { minMs, maxMs, basis },
            capMs: capSeconds * 1000,
            locked,
          };
        });
      });
    },
    start: (lab, kind, vrid) => {
      const drills = of(lab.name);
      if (drills.task) throw fail('drill.running', { lab: lab.name });
      if (drills.halted) throw fail('drill.halted');
      const router = routerFor(lab, vrid);
      const over = Promise.withResolvers<void>();
      drills.over = over.promise;
      drills.task = tasks.start('drill', lab.name, async (voice) => {
        const { watcher, release } = watchers.use(lab);
        try {
          const { owner } = await requireSteady(watcher, clock, pictureMs, voice.signal, router);
          const target = lab.nodes.find((node) => node.name === owner);
          if (!target)
            throw fail('drill.not-ready', { detail: `the owner ${owner} is not a node of this lab` });
          const progress = createProgress({
            taskId: voice.id,
            kind,
            lab: lab.name,
            target: target.name,
            vrid: router.vrid,
            startedMs: clock.now(),
          });
          drills.progress = progress;
          let said = '';
          const changed = () => {
            const phase = progress.phases.findLast((entry) => entry.state !== 'waiting');
            if (phase && phase.state !== 'waiting' && said !== `${phase.name} ${phase.state}`) {
              said = `${phase.name} ${phase.state}`;
              voice.step({ node: target.name, step: phase.name, state: phase.state });
            }
            tell(drills);
          };
          const prediction = predictOutage(kind, lab, router, target.name);
          const { report, problem } = await runDrill({
            parts: { access, tap: parts.tap, clock, watcher },
            kind,
            lab,
            router,
            target,
            prediction,
            progress,
            changed,
            signal: voice.signal,
          });
          progress.timeline = report.timeline;
          progress.reportId = report.id;
          parts.keep(report);
          if (problem) throw new ProblemError(problem);
          voice.log(target.name, `verdict ${report.verdict}; report ${report.id}`);
        } finally {
          release();
          drills.task = null;
          tell(drills);
          over.resolve();
        }
      });
      tell(drills);
      return drills.task;
    },
    halt: async (lab) => {
      const drills = of(lab.name);
      drills.halted = true;
      tell(drills);
      const busy = drills.task && tasks.cancel(drills.task) ? drills.progress?.target : undefined;
      const revertNode = async (node: LabNode) => {
        // The running drill puts its own target back; what it could not is left over afterwards.
        if (node.name === busy) await drills.over;
        const host = await access.connect(lab, node);
        try {
          return await revertLeftover(host);
        } finally {
          host.session.close();
        }
      };
      const results = await Promise.allSettled(lab.nodes.map(revertNode));
      await drills.over;
      for (const result of results) if (result.status === 'rejected') throw result.reason;
      const had = lab.nodes.filter((_node, index) => {
        const result = results[index];
        return result?.status === 'fulfilled' && result.value;
      });
      return [...new Set([...(busy ? [busy] : []), ...had.map((node) => node.name)])];
    },
    release: (name) => {
      const drills = of(name);
      drills.halted = false;
      tell(drills);
    },
    state: (name) => {
      const { progress, halted } = of(name);
      return { progress: progress && { ...progress, nowMs: clock.now() }, halted };
    },
    onChange: (name, listener) => {
      const { listeners } = of(name);
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
