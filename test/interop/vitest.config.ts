import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

const results = process.env.DNSCTL_TEST_RESULTS

/** What measures how long answers take has the machine to itself. */
const measuring = ['test/interop/*-under-load.test.ts']

export default defineConfig({
  test: {
    testTimeout: 180_000,
    hookTimeout: 60_000,
    pool: 'forks',
    ...(results && { reporters: ['default', 'json'], outputFile: { json: `${results}/interop.json` } }),
    projects: [
      {
        extends: true,
        test: {
          name: 'side by side',
          include: ['test/interop/**/*.test.ts'],
          exclude: measuring,
          // Most of them wait for the servers and programs that they have started, so one more than there are cores.
          maxWorkers: availableParallelism() + 1,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: { name: 'alone', include: measuring, maxWorkers: 1, sequence: { groupOrder: 1 } },
      },
    ],
  },
})
