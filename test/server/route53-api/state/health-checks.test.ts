import { CreateHealthCheckCommand, type HealthCheckConfig } from '@aws-sdk/client-route-53'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { checkBehind } from '../../../../src/server/route53-api/state/health-checks.ts'
import { startEndpoint, type TestEndpoint } from '../endpoint.ts'

let endpoint: TestEndpoint
beforeEach(async () => {
  endpoint = await startEndpoint()
})
afterEach(() => endpoint.close())

const tcp: HealthCheckConfig = { Type: 'TCP', IPAddress: '192.0.2.1', Port: 80 }
const Regions: HealthCheckConfig['Regions'] = ['eu-west-1', 'us-east-1', 'us-west-2']

it.each<[string, HealthCheckConfig, object | undefined]>([
  ['a server', tcp, { type: 'tcp', address: '192.0.2.1', port: 80 }],
  ['a server seen from regions', { ...tcp, Regions }, { type: 'tcp', address: '192.0.2.1' }],
  ['disabled', { ...tcp, Disabled: true }, { type: 'calculated', checks: [], healthy: 0 }],
  [
    'disabled and inverted',
    { ...tcp, Disabled: true, Inverted: true },
    { type: 'calculated', checks: [], healthy: 1 },
  ],
  [
    'a recovery control',
    { Type: 'RECOVERY_CONTROL', RoutingControlArn: 'arn:aws:route53-recovery-control::111122223333:x' },
    undefined,
  ],
])('runs a check that is %s', async (_what, HealthCheckConfig, expected) => {
  const create = new CreateHealthCheckCommand({ CallerReference: 'first', HealthCheckConfig })
  const { HealthCheck } = await endpoint.client().send(create)
  const check = checkBehind(endpoint.store, HealthCheck!.Id!)
  if (expected) expect(check).toMatchObject(expected)
  else expect(check).toBeUndefined()
})
