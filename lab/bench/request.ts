import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createInterface, type Interface } from 'node:readline';
import { nowNs } from '../../agent/clock.ts';
import { controlAnswerSchema } from '../../protocol/control/agent-messages.ts';
import { nodeInit, placeArgv, placeEnvironment } from '../testbed/exec.ts';
import type { NodeName } from '../testbed/index.ts';
import { agentSocket } from './speakers.ts';

/** An open connection to the bench's agent on a node. */
export class AgentConnection {
  readonly #socket: Socket;
  readonly #lines: Interface;

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.#lines = createInterface({ input: socket });
  }

  static async open(node: NodeName): Promise<AgentConnection> {
    const socket = connect(`/proc/${nodeInit(node)?.pid}/root${agentSocket}`);
    await once(socket, 'connect');
    return new AgentConnection(socket);
  }

  /** When the request was written; resolves with its answer. @throws Error where the agent refuses */
  async ask(op: 'take-over' | 'hand-over' | 'reset-priority', vrid: number): Promise<bigint> {
    const answered = once(this.#lines, 'line');
    const atNs = nowNs();
    this.#socket.write(`${JSON.stringify({ id: 1, op, vrid })}\n`);
    const [line] = await answered;
    const answer = controlAnswerSchema.parse(JSON.parse(line));
    if ('problem' in answer) throw new Error(answer.problem.message);
    return atNs;
  }

  close(): void {
    this.#socket.destroy();
  }
}

/**
 * Makes a shell on a node ready to run a command, so that starting it is not part of what is measured.
 * @returns runs it, with when it was told to
 */
export async function readyCommand(node: NodeName, command: string): Promise<() => Promise<bigint>> {
  const [file = '', ...args] = placeArgv(node, ['sh', '-c', `echo ready; read go; ${command}`]);
  const child = spawn(file, args, { env: placeEnvironment(), stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  await Promise.race([once(child.stdout, 'data'), ended]);
  child.stdin.on('error', () => {});
  return async () => {
    const atNs = nowNs();
    child.stdin.write('\n');
    await ended;
    return atNs;
  };
}
