import { expect, it } from 'vitest';
import { makeProblem } from '../../../protocol/contract/problem.ts';
import type { Topology } from '../../../protocol/contract/topology.ts';
import type { CommandContext } from '../command.ts';
import { status } from './status.ts';

/** What `tandem status` tells of a picture; the engine behind it is a stand-in that shows this one. */
async function toldOf(nodes: Partial<Topology['nodes'][number]>[]): Promise<string> {
  const topology = { nowMs: 0, capture: { state: 'off' }, nodes, virtualRouters: [] };
  let told = '';
  const client = {
    open: (_stream: string, _params: unknown, { onItem }: { onItem(item: unknown): void }) => {
      const timer = setInterval(() => onItem(topology), 10);
      return () => clearInterval(timer);
    },
    call: async () => [],
  };
  const context = {
    client,
    args: [new URL('../../../lab/example.json', import.meta.url).pathname],
    signal: new AbortController().signal,
    print: (_value: unknown, text: string) => {
      told = text;
    },
  };
  await status(context as unknown as CommandContext);
  return told;
}

it('says why a node cannot be asked, and what to do', async () => {
  const problem = makeProblem('host.key-unknown', { host: '10.0.0.1', fingerprint: 'SHA256:x' });
  const told = await toldOf([
    { name: 'a', agent: 'unknown', problem },
    { name: 'b', agent: 'not-deployed', problem: null },
  ]);
  expect(told).toContain(`a cannot be asked: ${problem.message} ${problem.hint}`);
  expect(told).toContain('b runs nothing of this lab');
});
