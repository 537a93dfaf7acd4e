import { fail } from '../../protocol/contract/problem.ts';
import { type AgentStatus, controlAnswerSchema } from '../../protocol/control/agent-messages.ts';
import type { Host } from '../ssh/host.ts';
import { agentProgram, unitName } from './host-paths.ts';

/** Asks the agent once. Rejects with agent.unreachable. */
export async function readAgentStatus(host: Host): Promise<AgentStatus> {
  const result = await host.run([agentProgram, 'ctl'], {
    input: '{"id":1,"op":"status"}\n',
    timeoutMs: 10_000,
  });
  try {
    const answer = controlAnswerSchema.parse(JSON.parse(result.stdout.split('\n')[0] ?? ''));
    if ('status' in answer) return answer.status;
  } catch {
    // Worded below, with what it did say.
  }
  throw fail('agent.unreachable', { node: host.address }, result.stderr.trim() || result.stdout.trim());
}

/** The unit's last lines, for a person who wants to know why. */
export async function readJournal(host: Host, lines: number): Promise<string[]> {
  const argv = ['journalctl', '--unit', unitName, '--lines', String(lines), '--no-pager', '--output', 'cat'];
  return (await host.run(argv)).stdout.split('\n').filter(Boolean);
}
