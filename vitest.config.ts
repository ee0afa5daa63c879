import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'packages/*/src/**/*.test.ts',
      'workers/*/src/**/*.test.ts',
      'apps/{api,cli,slack,web}/src/**/*.test.ts',
      'test/**/*.test.ts',
    ],
    testTimeout: 30_000,
    // Most of the long tests wait for processes: vitest's own choice, one file at a time on two cores, leaves the machine idle.
    maxWorkers: availableParallelism() + 1,
  },
});
