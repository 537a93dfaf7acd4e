import { createRequire } from 'node:module';
import { expect, it } from 'vitest';

it('are not there: they abort the engine as soon as one of them is garbage', () => {
  const crypto = createRequire(import.meta.url)('ssh2/lib/protocol/crypto.js') as {
    bindingAvailable: boolean;
  };
  expect(crypto.bindingAvailable).toBe(false);
});
