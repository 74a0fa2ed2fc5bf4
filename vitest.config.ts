import { defineConfig } from 'vitest/config';

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic' } },
  test: {
    environment: 'node',
    include: ['test/**/*.test.{ts,tsx}'],
    globalSetup: ['test/support/hermetic.ts'],
    reporters: ['default', './test/support/closing-line.ts'],
    pool: 'forks',
    // Many tests run Git and shells of their own: more workers than this only make them wait for each other.
    maxWorkers: 2,
    watch: false,
    retry: 0,
    // Bounds for a hang, far above what any test takes: no test's result depends on the machine's speed.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
