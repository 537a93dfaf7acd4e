import { defineConfig } from 'vitest/config';

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
    reporters: ['verbose', ['json', { outputFile: '.tsbuild/lab-tests.json' }]],
  },
});
