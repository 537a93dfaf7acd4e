import { createInterface } from 'node:readline';
import { type Problem, toProblem } from '../../protocol/contract/problem.ts';
import { type AgentEvent, controlAnswerSchema } from '../../protocol/control/agent-messages.ts';
import type { Lab, LabNode } from '../../protocol/lab/schema.ts';
import { agentProgram } from '../deploy/host-paths.ts';
import { type Clock, delay } from '../platform/clock.ts';
import type { Access } from '../ssh/access.ts';
import type { Host } from '../ssh/host.ts';

export interface AgentWatchListener {
  onEvent(event: AgentEvent): void;
  /** `unknown`: the node cannot be asked, and nothing was ever heard from an agent on it. */
  onLink(link: 'connecting' | 'lost' | 'not-deployed' | 'unknown', problem: Problem | null): void;
}

/** On a connection that stands, an agent is looked for again after so long: it may be deployed any moment. */
const lookAgainMs = 1000;
/** A lost connection is made again after so long, twice as long each time. */
const firstRetryMs = 500;
const longestRetryMs = 8000;

/**
 * Follows one node's agent through `tandem-agent ctl` over SSH until the signal aborts; comes back by itself when the
 * connection or the agent comes back. A refused credential or a changed host key is not tried again.
 */
export async function watchAgent(
  { access, clock }: { access: Access; clock: Clock },
  { lab, node }: { lab: Lab; node: LabNode },
  listener: AgentWatchListener,
  signal: AbortSignal,
): Promise<void> {
  let retryMs = firstRetryMs;
  let everHeard = false;
  const attentive: AgentWatchListener = {
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
      host = await access.connect(lab, node);
      const session = host.session;
      const hangUp = () => session.close();
      signal.addEventListener('abort', hangUp, { once: true });
      while (!signal.aborted && session.alive) {
        const heard = await followOnce(host, attentive, signal);
        retryMs = firstRetryMs;
        if (signal.aborted) break;
        listener.onLink(heard ? 'lost' : await reasonForSilence(host), null);
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
    'host.sudo-refused',
  ].includes(problem.code);
}

/** One `watch` until its channel ends. Resolves to whether the agent said anything. */
async function followOnce(host: Host, listener: AgentWatchListener, signal: AbortSignal): Promise<boolean> {
  const command = await host.start([agentProgram, 'ctl']);
  command.stderr.resume();
  let heard = false;
  const lines = createInterface({ input: command.stdout });
  lines.on('line', (line) => {
    const event = parseAnswer(line);
    if (!event) return;
    heard = true;
    listener.onEvent(event);
  });
  const stop = () => command.close();
  signal.addEventListener('abort', stop, { once: true });
  command.stdin.write('{"id":1,"op":"watch"}\n');
  await command.ended;
  signal.removeEventListener('abort', stop);
  return heard;
}

function parseAnswer(line: string): AgentEvent | null {
  let raw: unknown;
  try {
    raw = JSON.parse(line);
  } catch {
    return null;
  }
  const answer = controlAnswerSchema.safeParse(raw);
  if (!answer.success) return null;
  if ('event' in answer.data) return answer.data.event;
  return 'status' in answer.data ? { kind: 'alive', status: answer.data.status } : null;
}

async function reasonForSilence(host: Host): Promise<'lost' | 'not-deployed'> {
  const { status } = await host.run(['test', '-x', agentProgram]);
  return status === 0 ? 'lost' : 'not-deployed';
}
