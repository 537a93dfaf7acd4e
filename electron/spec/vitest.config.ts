import { defineConfig } from 'vitest/config';

/** What only a real Electron can show. Needs its binary and a screen; one window at a time. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['electron/spec/**/*.spec.ts'],
    fileParallelism: false,
    maxWorkers: 1,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    reporters: ['verbose', ['json', { outputFile: '.tsbuild/electron-tests.json' }]],
  },
});
