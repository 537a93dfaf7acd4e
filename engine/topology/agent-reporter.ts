import { createInterface } from 'node:readline';
import { type AgentEvent, controlAnswerSchema } from '../../protocol/control/agent-messages.ts';
import { agentProgram } from '../deploy/host-paths.ts';
import type { Reporter } from './reporter.ts';

/** Our agent speaks for itself, through `tandem-agent ctl`: one `watch` until its channel ends. */
export const agentReporter: Reporter = {
  follow: async ({ host }, onEvent, signal) => {
    const command = await host.start([agentProgram, 'ctl']);
    command.stderr.resume();
    let heard = false;
    const lines = createInterface({ input: command.stdout });
    lines.on('line', (line) => {
      const event = parseAnswer(line);
      if (!event) return;
      heard = true;
      onEvent(event);
    });
    const stop = () => command.close();
    signal.addEventListener('abort', stop, { once: true });
    command.stdin.write('{"id":1,"op":"watch"}\n');
    await command.ended;
    signal.removeEventListener('abort', stop);
    return heard;
  },
  reasonForSilence: async (host) => {
    const { status } = await host.run(['test', '-x', agentProgram]);
    return status === 0 ? 'lost' : 'not-deployed';
  },
};

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
