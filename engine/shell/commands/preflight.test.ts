import { expect, it } from 'vitest';
import type { CommandContext } from '../command.ts';
import { preflight } from './preflight.ts';

it('that somebody stops in the middle says neither that the nodes are ready nor that they are not', async () => {
  const stop = new AbortController();
  let closed = false;
  const printed: unknown[] = [];
  const context = {
    // It has told one check, and would go on.
    client: {
      open: (_stream: string, _params: unknown, { onItem }: { onItem(item: unknown): void }) => {
        onItem({
          type: 'check',
          check: { node: 'a', code: 'access', status: 'pass', message: '', hint: '' },
        });
        return () => {
          closed = true;
        };
      },
    },
    args: [new URL('../../../lab/example.json', import.meta.url).pathname],
    options: { json: true },
    signal: stop.signal,
    print: (value: unknown) => printed.push(value),
  };
  const running = preflight(context as unknown as CommandContext);
  stop.abort();
  await expect(running).rejects.toMatchObject({ problem: { code: 'request.cancelled' } });
  expect({ closed, printed }).toEqual({ closed: true, printed: [] });
});
