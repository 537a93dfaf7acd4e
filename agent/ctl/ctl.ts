import { connect } from 'node:net';
import { parseArgs } from 'node:util';
import { fail } from '../../protocol/contract/problem.ts';
import { EXIT_DONE, EXIT_PROBLEM } from '../exit-status.ts';

/**
 * Relays stdin and stdout to the agent's socket, so that an SSH channel reaches it without any port. Ends when either
 * side does. Where no agent answers, prints {"id":0,"problem":{…}} and exits with 3.
 */
export async function ctl(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { socket: { type: 'string', default: '/run/tandem-agent/control.sock' } },
  });
  const socket = connect(values.socket);
  return new Promise((resolve) => {
    let connected = false;
    socket.once('connect', () => {
      connected = true;
      process.stdin.pipe(socket);
    });
    socket.on('data', (chunk) => {
      if (!process.stdout.write(chunk)) socket.pause();
    });
    process.stdout.on('drain', () => socket.resume());
    process.stdout.on('error', () => socket.destroy());
    socket.on('error', (error) => {
      if (connected) return;
      const { problem } = fail('agent.unreachable', { node: 'this host' }, error);
      process.stdout.write(`${JSON.stringify({ id: 0, problem })}\n`, () => resolve(EXIT_PROBLEM));
    });
    socket.on('close', () => {
      if (connected) process.stdout.write('', () => resolve(EXIT_DONE));
    });
  });
}
