import { expect, it } from 'vitest';
import { recordingVoice } from './test-lab.ts';
import { together } from './together.ts';

it('rejects with the first failure once the others, who are told to stop, have come to their end', async () => {
  const order: string[] = [];
  const work = together(recordingVoice().voice, ['slow', 'failing'], async (name, { signal }) => {
    if (name === 'failing') throw new Error('disk full');
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    await new Promise((resolve) => setImmediate(resolve));
    order.push('slow has put its things down');
    throw new Error('cancelled');
  });
  await work.catch((error: Error) => order.push(error.message));
  expect(order).toEqual(['slow has put its things down', 'disk full']);
});

it('is through when all are', async () => {
  const done: string[] = [];
  await together(recordingVoice().voice, ['a', 'b'], async (name) => void done.push(name));
  expect(done).toEqual(['a', 'b']);
});
