import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

const results = process.env.DNSCTL_TEST_RESULTS

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/interop/**'],
    testTimeout: 20_000,
    pool: 'forks',
    // A process for each file would take longer than most of them; each leaves its process as it was.
    isolate: false,
    // Vitest itself would leave one core alone, and many tests wait for what they have started.
    maxWorkers: availableParallelism(),
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    // @oclif/test captures what commands print, which Vitest would otherwise take first.
    disableConsoleIntercept: true,
    ...(results && { reporters: ['default', 'json'], outputFile: { json: `${results}/unit.json` } }),
  },
})
