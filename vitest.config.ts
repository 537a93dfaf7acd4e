import { defineConfig } from 'vitest/config';

/** Tests beside the code: no privilege, no network, no real node. */
export default defineConfig({
  test: {
    include: ['{protocol,agent,engine,electron,renderer,lab,scripts}/**/*.test.{ts,tsx}'],
    exclude: ['**/node_modules/**', '**/*.lab.test.ts'],
    // Some start a whole program, or several; a busy machine is no failure.
    testTimeout: 30_000,
    maxWorkers: '100%',
    reporters: ['default', ['json', { outputFile: '.tsbuild/unit-tests.json' }]],
  },
});
