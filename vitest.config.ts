import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    coverage: {
      include: ['src/**/*.ts'],
      reporter: ['text', 'text-summary'],
      // What is written anew may not be tested less than what is there. What only a process of its own
      // runs (the command, kill tests) is not seen.
      thresholds: { lines: 95, branches: 90, functions: 95 },
    },
  },
})
