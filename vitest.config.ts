import { defineConfig } from 'vitest/config'

const results = process.env.DNSCTL_TEST_RESULTS

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/interop/**'],
    testTimeout: 20_000,
    pool: 'forks',
    ...(results && { reporters: ['default', 'json'], outputFile: { json: `${results}/unit.json` } }),
  },
})
