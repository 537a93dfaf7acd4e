import { createInterface } from 'node:readline';
import { fail, ProblemError } from '../../protocol/contract/problem.ts';
import {
  type AgentEvent,
  type AgentStatus,
  type ControlAnswer,
  type ControlRequest,
  controlAnswerSchema,
} from '../../protocol/control/agent-messages.ts';
import { agentProgram } from '../deploy/host-paths.ts';
import type { Host } from '../ssh/host.ts';

type WithoutId<Request> = Request extends unknown ? Omit<Request, 'id'> : never;
/** What can be asked for; the channel numbers it. */
export type ControlDemand = WithoutId<ControlRequest>;

/** A line to one node's agent that stays open, so that a request does not wait for a program to start. */
export interface ControlChannel {
  /** Rejects with the agent's Problem, agent.unreachable where it does not answer, host.timed-out. */
  ask(demand: ControlDemand): Promise<AgentStatus>;
  /** Every event from now on, and what the agent says when it is asked. */
  watch(listener: (event: AgentEvent) => void): Promise<void>;
  close(): void;
}

interface Waiting {
  resolve(status: AgentStatus): void;
  reject(error: unknown): void;
}

const answerMs = 10_000;

export async function openControlChannel(host: Host, node: string): Promise<ControlChannel> {
  const command = await host.start([agentProgram, 'ctl']);
  command.stderr.resume();
  // A line to an agent that has gone ends in an error of its own; `ended` tells of it.
  command.stdin.on('error', () => undefined);
  const waiting = new Map<number, Waiting>();
  let isOver = false;
  let listener: (event: AgentEvent) => void = () => {};
  let nextId = 0;
  const settle = (id: number, use: (entry: Waiting) => void) => {
    const entry = waiting.get(id);
    waiting.delete(id);
    if (entry) use(entry);
  };
  createInterface({ input: command.stdout }).on('line', (line) => {
    const answer = parse(line);
    if (answer === null) return;
    if ('event' in answer) listener(answer.event);
    else if ('status' in answer) settle(answer.id, (entry) => entry.resolve(answer.status));
    else settle(answer.id, (entry) => entry.reject(new ProblemError(answer.problem)));
  });
  void command.ended.then(() => {
    isOver = true;
    for (const id of waiting.keys()) settle(id, (entry) => entry.reject(fail('agent.unreachable', { node })));
  });
  const ask = async (demand: ControlDemand) => {
    if (isOver) throw fail('agent.unreachable', { node });
    nextId += 1;
    const id = nextId;
    return new Promise<AgentStatus>((resolve, reject) => {
      const late = () => settle(id, (entry) => entry.reject(fail('agent.unreachable', { node })));
      const timer = setTimeout(late, answerMs);
      const done = (settled: () => void) => {
        clearTimeout(timer);
        settled();
      };
      waiting.set(id, {
        resolve: (status) => done(() => resolve(status)),
        reject: (error) => done(() => reject(error)),
      });
      command.stdin.write(`${JSON.stringify({ id, ...demand })}\n`);
    });
  };
  return {
    ask,
    watch: async (heard) => {
      listener = heard;
      await ask({ op: 'watch' });
    },
    close: () => command.close(),
  };
}

function parse(line: string): ControlAnswer | null {
  try {
    return controlAnswerSchema.parse(JSON.parse(line));
  } catch {
    return null;
  }
}
