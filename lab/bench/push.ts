import { clearNodes } from '../support/nodes-state.ts';
import { exampleLab, startTestEngine } from '../support/test-engine.ts';
import { ensureUp } from '../testbed/index.ts';
import { median, percentile, table } from './statistics.ts';

/** How long a deploy of our agent to both nodes takes, from the call to its end: clean nodes, and unchanged ones. */

const cases = ['clean', 'unchanged'] as const;

export interface PushResult {
  nodes: (typeof cases)[number];
  /** Milliseconds, a run each. */
  tookMs: number[];
  /** Of the median run, milliseconds from the start to the end of each step, the nodes' longest. */
  steps: Record<string, number>;
}

export interface PushOptions {
  runs: number;
  progress(line: string): void;
  signal: AbortSignal;
}

/** @throws Error where the lab cannot be brought up */
export async function push({ runs, progress, signal }: PushOptions): Promise<PushResult[]> {
  await ensureUp();
  const results = cases.map((nodes): PushResult & { taken: Record<string, number>[] } => ({
    nodes,
    tookMs: [],
    steps: {},
    taken: [],
  }));
  try {
    for (let at = 1; at <= runs; at++) {
      await clearNodes();
      const engine = startTestEngine();
      try {
        await engine.trustNodes();
        await engine.save(exampleLab());
        for (const result of results) {
          signal.throwIfAborted();
          const took = await timeDeploy(engine);
          result.tookMs.push(took.ms);
          result.taken.push(took.steps);
          progress(`${at}/${runs} ${result.nodes}: ${took.ms.toFixed(0)} ms`);
        }
      } finally {
        await engine.close();
      }
    }
  } finally {
    await clearNodes();
  }
  return results.map(({ nodes, tookMs, taken }) => {
    const middle = taken[tookMs.indexOf(median(tookMs))] ?? {};
    return { nodes, tookMs, steps: middle };
  });
}

async function timeDeploy(engine: ReturnType<typeof startTestEngine>) {
  const started = performance.now();
  const began = new Map<string, number>();
  const steps: Record<string, number> = {};
  await engine.deploy('example', (event) => {
    if (event.type !== 'step') return;
    const key = `${event.node} ${event.step}`;
    const now = performance.now();
    if (event.state === 'running') {
      if (!began.has(key)) began.set(key, now);
    } else steps[event.step] = Math.max(steps[event.step] ?? 0, now - (began.get(key) ?? now));
  });
  return { ms: performance.now() - started, steps };
}

export function pushTable(results: readonly PushResult[]): string {
  const rows = results.map(({ nodes, tookMs, steps }) => [
    nodes,
    `${tookMs.length}`,
    `${(median(tookMs) / 1000).toFixed(2)} / ${(percentile(tookMs, 0.99) / 1000).toFixed(2)}`,
    Object.entries(steps)
      .map(([step, ms]) => `${step} ${(ms / 1000).toFixed(2)}`)
      .join(', '),
  ]);
  return table([['nodes', 'runs', 'seconds, median / p99', 'steps of the median run'], ...rows]);
}
