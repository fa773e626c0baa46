// The desired states at Route 53, over its API with the real SDK, and back; the store and master files have them in test/providers.
import { rmSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, beforeEach, describe, it, vi } from 'vitest'
import { memoryFolder } from '../memory-folder.ts'
import { plainSequences } from '../providers/desired-states/records.ts'
import { routingSequences } from '../providers/desired-states/routing.ts'
import { runSequence } from '../providers/desired-states/run.ts'
import { startEndpoint, type TestEndpoint } from '../server/route53-api/endpoint.ts'

let endpoint: TestEndpoint
let folder: string
beforeAll(() => {
  // dnsctl.yaml names the account's credentials nowhere: they come from the environment, as in CI.
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true')
})
afterAll(() => {
  vi.unstubAllEnvs()
})
beforeEach(async () => {
  endpoint = await startEndpoint()
  vi.stubEnv('AWS_ACCESS_KEY_ID', endpoint.credentials.accessKeyId)
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', endpoint.credentials.secretAccessKey)
  folder = memoryFolder('states')
})
afterEach(async () => {
  await endpoint.close()
  rmSync(folder, { recursive: true })
})

describe('Route 53 takes on, and back', () => {
  it.each([...plainSequences, ...routingSequences])('$name', sequence =>
    runSequence(
      sequence,
      folder,
      `providers: { aws: { type: route53, endpoint: '${endpoint.url}', requests_per_second: 10000 } }\n`,
    ),
  )
})
