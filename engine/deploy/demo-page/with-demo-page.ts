import { type Problem, toProblem } from '../../../protocol/contract/problem.ts';
import type { Lab } from '../../../protocol/lab/schema.ts';
import type { TaskVoice } from '../../tasks/tasks.ts';
import { inStep } from '../in-step.ts';
import { notePage, readManifest } from '../manifest.ts';
import type { NodeWork } from '../node-work.ts';
import { runStep, writeStep } from '../plan-step.ts';
import {
  type DemoPagePlace,
  findDemoPage,
  remainingDemoPages,
  removeDemoPage,
  writeDemoPage,
} from './host-page.ts';
import { demoPageText } from './page.ts';

/**
 * The same work, with the lab's demo page in the node's nginx, or with an earlier deploy's taken away. A node whose nginx
 * has no place for it is no reason not to deploy: what is missing is said.
 */
export async function withDemoPage(work: NodeWork, lab: Lab): Promise<NodeWork> {
  const { node, host } = work;
  const state = await readManifest(host);
  const noted = state.kind === 'read' ? state.manifest.pages : [];
  if (!lab.demoPage) {
    const remaining = await remainingDemoPages(host, noted);
    return remaining.length === 0 ? work : withoutPages(work, remaining);
  }
  const text = demoPageText(lab, node);
  let place: DemoPagePlace | null = null;
  let problem: Problem | null = null;
  try {
    place = await findDemoPage(host, node.name);
  } catch (error) {
    problem = toProblem(error);
  }
  let isWritten = false;
  const prepare = async (voice: TaskVoice) => {
    await work.prepare(voice);
    if (place === null) {
      if (problem) warn(voice, node.name, problem);
    } else if (place.text === text)
      voice.step({ node: node.name, step: 'demo-page', state: 'skipped', detail: 'it is there already' });
    else {
      const { path } = place;
      await inStep(voice, node.name, 'demo-page', async () => {
        // Noted first: what is cut off in between can be taken back by anybody.
        await notePage(host, path);
        isWritten = true;
        await writeDemoPage(host, path, text);
      });
    }
  };
  return {
    ...work,
    ...(problem ? { missingPage: problem } : {}),
    prepare,
    plan: async () => {
      const plan = await work.plan();
      if (place === null) return plan;
      const step = writeStep(place.path, place.text, text);
      return { ...plan, prepare: [...plan.prepare, step] };
    },
    rollBack: async (voice, reason) => {
      if (isWritten && place !== null) {
        const { path, text: before } = place;
        await quietly(voice, node.name, () =>
          before === null ? removeDemoPage(host, path) : writeDemoPage(host, path, before),
        );
      }
      await work.rollBack(voice, reason);
    },
  };
}

/** A lab that no longer wants the page. */
function withoutPages(work: NodeWork, paths: readonly string[]): NodeWork {
  const { node, host } = work;
  return {
    ...work,
    plan: async () => {
      const plan = await work.plan();
      return { ...plan, prepare: [...plan.prepare, ...paths.map((path) => runStep('rm', '-f', path))] };
    },
    // Once nothing is rolled back any more.
    tidy: async (voice) => {
      await work.tidy(voice);
      for (const path of paths) await quietly(voice, node.name, () => removeDemoPage(host, path));
    },
  };
}

function warn(voice: TaskVoice, node: string, problem: Problem): void {
  voice.step({ node, step: 'demo-page', state: 'warned', detail: problem.message, problems: [problem] });
}

/** A page that could not be put back hides nothing else. */
async function quietly(voice: TaskVoice, node: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    voice.log(node, `the demo page stays as it is: ${toProblem(error).message}`);
  }
}
