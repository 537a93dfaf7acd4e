import { fail, ProblemError } from '../../protocol/contract/problem.ts';
import {
  type AgentStatus,
  type ControlAnswer,
  controlAnswerSchema,
} from '../../protocol/control/agent-messages.ts';
import type { Host } from '../ssh/host.ts';
import { agentProgram } from './host-paths.ts';

/** Asks the agent once. Rejects with agent.unreachable. */
export async function readAgentStatus(host: Host): Promise<AgentStatus> {
  const { answer, said } = await askAgent(host, 'status');
  if (answer !== null && 'status' in answer) return answer.status;
  throw fail('agent.unreachable', { node: host.address }, said);
}

/**
 * Has the agent go over to its configuration file as it is now; what did not change is not touched. Rejects with the
 * agent's Problem where it stays with the one before, or with agent.unreachable.
 */
export async function reloadAgent(host: Host): Promise<void> {
  const { answer, said } = await askAgent(host, 'reload');
  if (answer !== null && 'status' in answer) return;
  if (answer !== null && 'problem' in answer) throw new ProblemError(answer.problem);
  throw fail('agent.unreachable', { node: host.address }, said);
}

async function askAgent(host: Host, op: string): Promise<{ answer: ControlAnswer | null; said: string }> {
  const result = await host.run([agentProgram, 'ctl'], {
    input: `${JSON.stringify({ id: 1, op })}\n`,
    timeoutMs: 10_000,
  });
  const said = result.stderr.trim() || result.stdout.trim();
  try {
    return { answer: controlAnswerSchema.parse(JSON.parse(result.stdout.split('\n')[0] ?? '')), said };
  } catch {
    return { answer: null, said };
  }
}

/** The unit's last lines, for a person who wants to know why. */
export async function readUnitJournal(host: Host, unit: string, lines: number): Promise<string[]> {
  const argv = ['journalctl', '--unit', unit, '--lines', String(lines), '--no-pager', '--output', 'cat'];
  return (await host.run(argv)).stdout.split('\n').filter(Boolean);
}
