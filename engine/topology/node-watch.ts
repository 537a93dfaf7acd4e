import { type Problem, toProblem } from '../../protocol/contract/problem.ts';
import type { AgentEvent } from '../../protocol/control/agent-messages.ts';
import type { Lab, LabNode } from '../../protocol/lab/schema.ts';
import { type Clock, delay } from '../platform/clock.ts';
import type { Access } from '../ssh/access.ts';
import type { Host } from '../ssh/host.ts';
import { agentReporter } from './agent-reporter.ts';
import { keepalivedReporter } from './keepalived-reporter.ts';
import type { Reporter } from './reporter.ts';

export interface NodeWatchListener {
  onEvent(event: AgentEvent): void;
  /** `unknown`: the node cannot be asked, and nothing was ever heard from an agent on it. */
  onLink(link: 'connecting' | 'lost' | 'not-deployed' | 'unknown', problem: Problem | null): void;
}

const reporters: Record<Lab['backend'], Reporter> = {
  'tandem-agent': agentReporter,
  keepalived: keepalivedReporter,
};

/** On a connection that stands, a speaker is looked for again after so long: it may be deployed any moment. */
const lookAgainMs = 1000;
/** A lost connection is made again after so long, twice as long each time. */
const firstRetryMs = 500;
const longestRetryMs = 8000;

/**
 * Follows what speaks on one node over SSH until the signal aborts; comes back by itself when the connection or the
 * speaker comes back. A refused credential or a changed host key is not tried again.
 */
export async function watchNode(
  { access, clock }: { access: Access; clock: Clock },
  { lab, node }: { lab: Lab; node: LabNode },
  listener: NodeWatchListener,
  signal: AbortSignal,
): Promise<void> {
  let retryMs = firstRetryMs;
  const reporter = reporters[lab.backend];
  let everHeard = false;
  const attentive: NodeWatchListener = {
    onLink: listener.onLink,
    onEvent: (event) => {
      everHeard = true;
      listener.onEvent(event);
    },
  };
  while (!signal.aborted) {
    listener.onLink('connecting', null);
    let host: Host | null = null;
    try {
      host = await access.connect(lab, node, 'by-watch');
      const session = host.session;
      const hangUp = () => session.close();
      signal.addEventListener('abort', hangUp, { once: true });
      while (!signal.aborted && session.alive) {
        const heard = await reporter.follow({ host, lab, node }, attentive.onEvent, signal);
        retryMs = firstRetryMs;
        if (signal.aborted) break;
        listener.onLink(heard ? 'lost' : await reporter.reasonForSilence(host), null);
        await Promise.race([delay(clock, lookAgainMs, signal), session.closed]);
      }
      signal.removeEventListener('abort', hangUp);
    } catch (error) {
      const problem = toProblem(error);
      listener.onLink(everHeard ? 'lost' : 'unknown', problem);
      if (isFinal(problem)) return;
      await delay(clock, retryMs, signal);
      retryMs = Math.min(retryMs * 2, longestRetryMs);
    } finally {
      host?.session.close();
    }
  }
}

/** Trying these again would lock accounts or ignore a warning. */
function isFinal(problem: Problem): boolean {
  return [
    'host.auth-failed',
    'host.key-changed',
    'host.key-unknown',
    'host.secret-missing',
    'host.variable-unset',
    'host.sudo-refused',
  ].includes(problem.code);
}
