import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { ProblemError } from '../../protocol/contract/problem.ts';
import { type AgentStatus, controlAnswerSchema } from '../../protocol/control/agent-messages.ts';

/** Asks an agent of this machine on its control socket. @throws ProblemError of the agent; Error where it is not there */
export function request(socketPath: string, demand: object): Promise<AgentStatus> {
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath);
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the agent closed the connection')));
    const lines = createInterface({ input: socket });
    // It repeats what the socket says.
    lines.on('error', () => {});
    lines.once('line', (line) => {
      const answer = controlAnswerSchema.parse(JSON.parse(line));
      if ('status' in answer) resolve(answer.status);
      else
        reject('problem' in answer ? new ProblemError(answer.problem) : new Error(`not an answer: ${line}`));
      socket.destroy();
    });
    socket.write(`${JSON.stringify({ id: 1, ...demand })}\n`);
  });
}
