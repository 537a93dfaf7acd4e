import { createStore } from 'zustand/vanilla';
import type { DrillCard, DrillKind, DrillProgress, DrillReport } from '../../protocol/contract/drills.ts';
import { type Problem, toProblem } from '../../protocol/contract/problem.ts';
import type { Engine } from '../transport/engine.ts';
import { followLab } from './follow-lab.ts';

export interface DrillsState {
  lab: string | null;
  cards: DrillCard[] | null;
  progress: DrillProgress | null;
  halted: boolean;
  reports: DrillReport[] | null;
  problem: Problem | null;
  halting: boolean;
}

const nothing: DrillsState = {
  lab: null,
  cards: null,
  progress: null,
  halted: false,
  reports: null,
  problem: null,
  halting: false,
};

/** Drills of one lab at a time: what could be run, what runs, what was. */
export function createDrills(engine: Engine) {
  const store = createStore<DrillsState>(() => nothing);

  /** Answers that come after another lab was chosen are dropped. */
  const keepFor = (lab: string) => (part: Partial<DrillsState>) => {
    if (store.getState().lab === lab) store.setState(part);
  };

  const told = (lab: string) => (error: unknown) => keepFor(lab)({ problem: toProblem(error) });

  /** What the cards say depends on the wire and on both agents, so it is asked again while they are looked at. */
  const refreshCards = async () => {
    const { lab } = store.getState();
    if (lab === null) return;
    const keep = keepFor(lab);
    await engine.call('drills.cards', { lab }).then((cards) => keep({ cards, problem: null }), told(lab));
  };
  const refreshReports = async () => {
    const { lab } = store.getState();
    if (lab === null) return;
    const keep = keepFor(lab);
    await engine
      .call('reports.list', { lab })
      .then((reports) => keep({ reports: newestFirst(reports) }), told(lab));
  };
  const refresh = async () => {
    await Promise.all([refreshCards(), refreshReports()]);
  };

  const follow = followLab(engine, 'drills.watch', {
    reset: (lab) => store.setState({ ...nothing, lab }),
    onOpen: () => void refresh(),
    onItem: ({ progress, halted }) => {
      const before = store.getState();
      store.setState({ progress, halted });
      const ended = progress?.reportId !== before.progress?.reportId || (before.progress && !progress);
      if (ended || halted !== before.halted) void refresh();
    },
    failed: (problem) => store.setState({ problem }),
  });

  const start = (lab: string, kind: DrillKind, vrid: number) =>
    engine.call('drills.start', { lab, kind, vrid });

  const halt = async (lab: string) => {
    store.setState({ halting: true });
    try {
      return await engine.call('drills.halt', { lab });
    } finally {
      store.setState({ halting: false });
    }
  };

  const release = (lab: string) => engine.call('drills.release', { lab });

  return { store, follow, refresh, refreshCards, start, halt, release };
}

function newestFirst(reports: DrillReport[]): DrillReport[] {
  return [...reports].sort((a, b) => b.startedAt.localeCompare(a.startedAt));
}
