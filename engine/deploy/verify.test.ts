import { expect, it } from 'vitest';
import type { AgentStatus, RouterStatus } from '../../protocol/control/agent-messages.ts';
import { labSchema } from '../../protocol/lab/schema.ts';
import { testLab } from './test-lab.ts';
import { preemptionAhead } from './verify.ts';

const [router] = testLab.virtualRouters;
const labWith = (change: object) =>
  labSchema.parse({ ...testLab, virtualRouters: [{ ...router, ...change }] });
const node = (state: RouterStatus['state'], priority: number) =>
  ({ routers: [{ vrid: 7, state, priority }] }) as unknown as AgentStatus;

it.each([
  ['a standby leads that will be preempted', {}, [node('backup', 150), node('master', 100)], true],
  ['the preferred node leads', {}, [node('master', 150), node('backup', 100)], false],
  ['its check lowered the preferred one', {}, [node('backup', 90), node('master', 100)], false],
  ['the preferred one is in fault', {}, [node('fault', 150), node('master', 100)], false],
  ['nobody preempts', { preempt: false }, [node('backup', 150), node('master', 100)], false],
  ['it preempts much later', { preemptDelayMs: 60_000 }, [node('backup', 150), node('master', 100)], false],
])('waits for a preemption that is ahead: %s', (_what, change, statuses, isAhead) => {
  expect(preemptionAhead(labWith(change), statuses) !== null).toBe(isAhead);
});
