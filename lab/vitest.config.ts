import { defineConfig } from 'vitest/config';
import { SecondAttempts } from './support/second-attempts.ts';

/** Tests on the two real nodes: one at a time, since there is one lab. */
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['lab/**/*.lab.test.ts'],
    globalSetup: ['lab/support/restore-lab.ts'],
    fileParallelism: false,
    maxWorkers: 1,
    testTimeout: 180_000,
    hookTimeout: 300_000,
    retry: 1,
    reporters: [
      'verbose',
      ['json', { outputFile: '.tsbuild/lab-tests.json' }],
      new SecondAttempts('.tsbuild/lab-second-attempts.json'),
    ],
  },
});
