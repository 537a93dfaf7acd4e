import { makeProblem } from '../../protocol/contract/problem.ts';
import type { TaskEvent } from '../../protocol/contract/tasks.ts';
import { nodeNames } from './fixtures.ts';

type StepState = Extract<TaskEvent, { type: 'step' }>['state'];

const step = (node: string | null, name: string, state: StepState, detail?: string): TaskEvent => ({
  type: 'step',
  node,
  step: name,
  state,
  ...(detail === undefined ? {} : { detail }),
});
const log = (node: string | null, line: string): TaskEvent => ({ type: 'log', atMs: Date.now(), node, line });

export function deployScript(fails: boolean): TaskEvent[] {
  const [a, b] = nodeNames;
  const total = 41_943_040;
  const events: TaskEvent[] = [step(null, 'check-segment', 'done')];
  for (const node of [b, a]) {
    events.push(step(node, 'connect', 'done'), log(node, 'root@10.77.0.12: Debian GNU/Linux 12, x86_64'));
    events.push(step(node, 'inspect', 'done'));
    for (let bytes = 0; bytes < total; bytes += total / 8)
      events.push({ type: 'step', node, step: 'upload', state: 'running', bytes, totalBytes: total });
    events.push(step(node, 'upload', 'done'));
    events.push(step(node, 'configure', 'done'), log(node, 'wrote the configuration and the unit'));
    if (fails && node === a) {
      events.push(
        step(node, 'start', 'failed', 'the unit left at once'),
        step(node, 'roll-back', 'rolled-back'),
      );
      const problem = makeProblem(
        'deploy.not-verified',
        { node, detail: 'the unit left at once' },
        'status=1/FAILURE',
      );
      return [...events, { type: 'failed', ok: false, elapsedMs: 4210, problem }];
    }
    events.push(step(node, 'start', 'done'), step(node, 'verify', 'done'));
  }
  events.push(step(null, 'verify-pair', 'done'));
  const detail = 'connect ECONNREFUSED 127.0.0.1:80';
  const problem = makeProblem('deploy.check-failing', { node: b, check: 'http-1', detail });
  const warned = { node: null, step: 'verify-service', state: 'warned', detail: problem.message } as const;
  events.push({ type: 'step', ...warned, problems: [problem] });
  return [...events, { type: 'done', ok: true, elapsedMs: 5120 }];
}

/** Stops half-way on purpose: a long work is to be looked at while it runs. */
export function practiceScript(): TaskEvent[] {
  return [
    step(null, 'rootfs', 'done'),
    log(null, 'Preparing the root file system of the nodes'),
    step(null, 'network', 'done'),
    log(null, 'Making the wires'),
    { type: 'step', node: null, step: 'nodes', state: 'running', bytes: 45, totalBytes: 100 },
    log(null, 'Starting the nodes'),
  ];
}
