import { consentSchema } from '../../protocol/contract/deploy.ts';
import type { Plan, PlanAction } from '../../protocol/contract/plan.ts';
import type { Lab } from '../../protocol/lab/schema.ts';
import type { TaskVoice } from '../tasks/tasks.ts';
import { standbyFirst } from './deploy.ts';
import { checkLab } from './node-check.ts';
import { type OpenParts, openNodes } from './open-nodes.ts';
import { type PlanStep, planStep } from './plan-step.ts';

/** Nobody listens: a plan is one answer. */
const silent: TaskVoice = {
  id: 'plan',
  signal: new AbortController().signal,
  step: () => undefined,
  log: () => undefined,
};

/**
 * What a deploy would do, in its order. Reads both hosts and changes nothing; takes no lock, so that somebody may look
 * while another works. Rejects with what a deploy would reject with before it changes anything, but for consent, which
 * stands in the plan.
 */
export async function planDeploy(
  parts: Pick<OpenParts, 'access' | 'archiveFolder'>,
  lab: Lab,
): Promise<Plan> {
  checkLab(lab);
  const cleanUp: (() => void | Promise<void>)[] = [];
  try {
    const open: OpenParts = {
      ...parts,
      cleanUp,
      consent: consentSchema.options,
      askVips: async () => false,
      lock: async (host) => ({ host, release: async () => undefined }),
    };
    const works = await openNodes(open, lab, standbyFirst(lab), silent);
    const plans = await Promise.all(
      works.map(async (work) => ({ node: work.node.name, ...(await work.plan()) })),
    );
    const steps: { node: string | null; step: PlanStep }[] = [
      ...plans.flatMap(({ node, prepare }) => prepare.map((step) => ({ node, step }))),
      { node: null, step: planStep('check-segment', { changes: false }) },
      ...plans.flatMap(({ node, activate }) =>
        [...activate, planStep('verify', { changes: false })].map((step) => ({ node, step })),
      ),
      { node: null, step: planStep('verify-pair', { changes: false }) },
      { node: null, step: planStep('verify-service', { changes: false }) },
    ];
    const actions = steps.map(({ node, step }, index): PlanAction => ({ no: index + 1, node, ...step }));
    const warnings = works.flatMap(({ missingPage }) => missingPage ?? []);
    return { actions, unchanged: !actions.some(({ changes }) => changes), warnings };
  } finally {
    for (const run of cleanUp.reverse()) await run();
  }
}
