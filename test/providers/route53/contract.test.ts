// The contract of providers, over HTTP with the real SDK, against Route 53's API on the bundled server.
import { afterAll, beforeAll, vi } from 'vitest'
import type { ProviderDependencies } from '../../../src/providers/contract.ts'
import { accountProvider } from '../../../src/providers/route53/account-provider.ts'
import { route53 } from '../../../src/providers/route53/index.ts'
import type { Route53Settings } from '../../../src/providers/route53/settings.ts'
import { startEndpoint, type TestEndpoint } from '../../server/route53-api/endpoint.ts'
import { testContract } from '../contract-suite.ts'
import { virtualPulse } from './virtual-pulse.ts'

/** An account for each test, which lasts while the test opens providers on it. */
const endpoints = new Map<string, Promise<TestEndpoint>>()

const settings: Route53Settings = { region: 'us-east-1', requests_per_second: 1_000_000, sync_timeout: '1m' }

async function open(dependencies: ProviderDependencies) {
  const { baseDir } = dependencies
  const started = endpoints.get(baseDir) ?? startEndpoint()
  endpoints.set(baseDir, started)
  const { url, credentials } = await started
  vi.stubEnv('AWS_ACCESS_KEY_ID', credentials.accessKeyId)
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey)
  const leases = { leaseMs: 60_000, ...dependencies.leases }
  return accountProvider({ ...settings, endpoint: url }, { ...dependencies, leases }, virtualPulse())
}

beforeAll(() => {
  vi.stubEnv('AWS_PROFILE', '')
})
afterAll(async () => {
  vi.unstubAllEnvs()
  for (const endpoint of endpoints.values()) await (await endpoint).close()
})

testContract('route53', { open, capabilities: route53.capabilities(settings) })
