import { type LabInput, labSchema } from '../../protocol/lab/schema.ts';
import type { TaskVoice } from '../tasks/tasks.ts';

/** What the tests of this folder share. */

const node = (name: string, host: string): LabInput['nodes'][0] => ({
  name,
  host,
  user: 'root',
  interface: 'eth0',
  auth: { kind: 'agent' },
});

export const testLab = labSchema.parse({
  name: 'test',
  nodes: [node('a', '10.0.0.1'), node('b', '10.0.0.2')],
  virtualRouters: [{ vrid: 7, vips: ['10.0.0.9/24'], priorities: { a: 150, b: 100 } }],
});

/** A task's voice that keeps what was said: `node step state` and `node: line`. */
export function recordingVoice(): { voice: TaskVoice; said: string[] } {
  const said: string[] = [];
  const voice: TaskVoice = {
    id: 'test',
    signal: new AbortController().signal,
    step: (event) => said.push(`${event.node} ${event.step} ${event.state}`),
    log: (name, line) => said.push(`${name}: ${line}`),
  };
  return { voice, said };
}
