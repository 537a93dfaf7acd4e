import { fail, type Problem, toProblem } from '../../protocol/contract/problem.ts';
import type { AgentStatus } from '../../protocol/control/agent-messages.ts';
import type { Lab } from '../../protocol/lab/schema.ts';
import { atMost } from '../platform/at-most.ts';
import { type Clock, delay } from '../platform/clock.ts';
import type { TaskVoice } from '../tasks/tasks.ts';
import { inStep } from './in-step.ts';
import type { NodeWork } from './node-work.ts';
import { pagesAtVips } from './service-at-vip.ts';

type Asked = Pick<NodeWork, 'node' | 'status' | 'missingPage'>;

export interface ServiceParts {
  clock: Clock;
  /** The status that a page answers with. Rejects where there is no answer. */
  askPage(url: string, timeoutMs: number, signal: AbortSignal): Promise<number>;
}

const pollMs = 100;
const pageMs = 2000;
/** A check that takes minutes to say something is not waited for. */
const longestMs = 15_000;
/** Of 255 VIPs with 64 checks each a few say enough, and a few at once do not look like an attack. */
const mostPages = 32;
const pagesAtOnce = 8;

/**
 * Whether the service behind the VIPs is there: the checks pass on both nodes, and what a client asks the VIP for comes.
 * A VIP moves with nothing behind it, too: what is missing is said, and nothing is rolled back for it.
 */
export async function verifyService(
  works: readonly Asked[],
  wanted: Lab,
  parts: ServiceParts,
  voice: TaskVoice,
): Promise<void> {
  // Where a node has no place for it, the demo page is known to be missing, and was told so.
  const lab = works.some(({ missingPage }) => missingPage) ? { ...wanted, demoPage: false } : wanted;
  const step = 'verify-service';
  if (lab.checks.length === 0 && !lab.demoPage) {
    voice.step({ node: null, step, state: 'skipped', detail: 'the lab has no health check' });
    return;
  }
  await inStep(voice, null, step, async (endAs) => {
    const failing = await failingChecks(works, lab, parts.clock, voice.signal);
    const allPages = pagesAtVips(lab);
    const pages = allPages.slice(0, mostPages);
    const inTurn = atMost(pagesAtOnce);
    const missing = await Promise.all(
      pages.map((page) => inTurn(() => missingPage(page, parts, voice.signal))),
    );
    if (voice.signal.aborted) throw fail('request.cancelled');
    const problems = [...failing, ...missing.filter((problem) => problem !== null)];
    const good = [...passing(lab.checks.length), ...pages.map(({ url }) => `${url} answers`)];
    const unasked = allPages.length - pages.length;
    if (unasked > 0) voice.log(null, `${unasked} more pages at the VIPs were not asked for`);
    endAs(
      problems.length === 0
        ? { state: 'done', detail: good.join('; ') }
        : { state: 'warned', detail: problems.map(({ message }) => message).join(' '), problems },
    );
  });
}

function passing(count: number): string[] {
  if (count === 0) return [];
  return count === 1 ? ['the check passes on both nodes'] : [`${count} checks pass on both nodes`];
}

/** Every check needs its first results, and those that are failing have as long as they need to rise. */
async function failingChecks(
  works: readonly Asked[],
  lab: Lab,
  clock: Clock,
  signal: AbortSignal,
): Promise<Problem[]> {
  const settleMs = lab.checks.map(({ intervalMs, timeoutMs, rise }) => rise * intervalMs + timeoutMs);
  const deadline = clock.now() + Math.min(longestMs, Math.max(0, ...settleMs));
  for (;;) {
    const failing = (await Promise.all(works.map(failingOn))).flat();
    if (failing.length === 0 || clock.now() >= deadline || signal.aborted) return failing;
    await delay(clock, pollMs, signal);
  }
}

/** A node that gives no answer this time is a warning, too: the pair was verified, and stays. */
async function failingOn({ node, status }: Asked): Promise<Problem[]> {
  try {
    return failingOf(node.name, await status());
  } catch (error) {
    const problem = toProblem(error);
    // Whoever has taken the host over may want something else of it.
    if (problem.code === 'deploy.lock-lost') throw error;
    return [problem];
  }
}

function failingOf(node: string, { checks }: AgentStatus): Problem[] {
  const failing = checks.filter(({ passing, detail }) => !passing || detail === '');
  return failing.map(
    ({ name, detail }) =>
      fail('deploy.check-failing', { node, check: name, detail: detail || 'no result yet' }).problem,
  );
}

async function missingPage(
  { url, status }: { url: string; status: readonly number[] },
  { askPage }: ServiceParts,
  signal: AbortSignal,
): Promise<Problem | null> {
  const missing = (detail: string) => fail('deploy.page-missing', { url, detail }).problem;
  try {
    const answered = await askPage(url, pageMs, signal);
    return status.includes(answered) ? null : missing(`status ${answered}`);
  } catch (error) {
    return missing(error instanceof Error ? error.message : toProblem(error).message);
  }
}
