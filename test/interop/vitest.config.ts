import { defineConfig } from 'vitest/config'

const results = process.env.DNSCTL_TEST_RESULTS

export default defineConfig({
  test: {
    include: ['test/interop/**/*.test.ts'],
    testTimeout: 180_000,
    hookTimeout: 60_000,
    fileParallelism: false,
    pool: 'forks',
    ...(results && { reporters: ['default', 'json'], outputFile: { json: `${results}/interop.json` } }),
  },
})
