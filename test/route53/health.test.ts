// Health checks as configured at Route 53, there and back.
import { expect, test } from 'vitest'
import type { CalculatedCheck, HealthCheck, ProbeCheck } from '../../src/dns/routing.ts'
import { healthCheckOf, healthConfigOf } from '../../src/route53/health.ts'
import type { HealthConfig } from '../../src/route53/health-config.ts'

const usual = { name: 'shop', interval: 30, timeout: 5, failures: 3, successes: 3 } as const
const common = { RequestInterval: 30, FailureThreshold: 3, Inverted: false } as const
const byId = (id: string): HealthCheck => ({ type: 'reference', id })
const idOf = (check: HealthCheck): string => (check.type === 'reference' ? check.id : check.name)

const pairs: readonly (readonly [what: string, check: ProbeCheck | CalculatedCheck, config: HealthConfig])[] =
  [
    [
      'HTTP',
      { ...usual, type: 'http', host: 'shop.example.com' },
      { ...common, Type: 'HTTP', FullyQualifiedDomainName: 'shop.example.com', Port: 80, ResourcePath: '/' },
    ],
    [
      'HTTPS with a path, a port and an address',
      {
        ...usual,
        type: 'https',
        host: 'shop.example.com',
        address: '192.0.2.1',
        port: 8443,
        path: '/healthz?full=1',
      },
      {
        ...common,
        Type: 'HTTPS',
        FullyQualifiedDomainName: 'shop.example.com',
        IPAddress: '192.0.2.1',
        Port: 8443,
        ResourcePath: '/healthz?full=1',
        EnableSNI: true,
      },
    ],
    [
      'HTTPS without a host',
      { ...usual, type: 'https', address: '2001:db8::1' },
      { ...common, Type: 'HTTPS', IPAddress: '2001:db8::1', Port: 443, ResourcePath: '/', EnableSNI: false },
    ],
    [
      'HTTP string match, inverted',
      { ...usual, type: 'http', host: 'shop.example.com', contains: 'ok', inverted: true },
      {
        ...common,
        Type: 'HTTP_STR_MATCH',
        FullyQualifiedDomainName: 'shop.example.com',
        Port: 80,
        ResourcePath: '/',
        SearchString: 'ok',
        Inverted: true,
      },
    ],
    [
      'HTTPS string match',
      { ...usual, type: 'https', host: 'shop.example.com', contains: 'ok' },
      {
        ...common,
        Type: 'HTTPS_STR_MATCH',
        FullyQualifiedDomainName: 'shop.example.com',
        Port: 443,
        ResourcePath: '/',
        SearchString: 'ok',
        EnableSNI: true,
      },
    ],
    [
      'TCP, quicker',
      { ...usual, type: 'tcp', address: '192.0.2.1', port: 25, interval: 10, failures: 1, successes: 1 },
      {
        Type: 'TCP',
        IPAddress: '192.0.2.1',
        Port: 25,
        RequestInterval: 10,
        FailureThreshold: 1,
        Inverted: false,
      },
    ],
    [
      'calculated',
      { type: 'calculated', name: 'all', checks: [byId('1'), byId('2')], healthy: 1, inverted: true },
      { Type: 'CALCULATED', ChildHealthChecks: ['1', '2'], HealthThreshold: 1, Inverted: true },
    ],
  ]
test.each(pairs)('%s', (_what, check, config) => {
  expect(healthConfigOf(check, idOf)).toEqual(config)
  expect(healthCheckOf(config, check.name, byId)).toEqual(check)
})

const referred: readonly HealthConfig[] = [
  { Type: 'CLOUDWATCH_METRIC', AlarmIdentifier: { Region: 'us-east-1', Name: 'alarm' } },
  {
    Type: 'RECOVERY_CONTROL',
    RoutingControlArn: 'arn:aws:route53-recovery-control::111122223333:controlpanel/1',
  },
  { Type: 'HTTP', FullyQualifiedDomainName: 'shop.example.com', Port: 80, Disabled: true },
  {
    Type: 'HTTP',
    FullyQualifiedDomainName: 'shop.example.com',
    Port: 80,
    Regions: ['us-east-1', 'us-west-1', 'eu-west-1'],
  },
  { Type: 'HTTPS', FullyQualifiedDomainName: 'shop.example.com', Port: 443, EnableSNI: false },
]
test.each(referred)('$Type that no zone file can state', config => {
  expect(healthCheckOf(config, 'shop', byId)).toBeUndefined()
})

test.each([
  [{ interval: 5 }, { interval: 10 }],
  [{ interval: 20 }, { interval: 30 }],
  [{ interval: 60 }, { interval: 30 }],
  [{ timeout: 30 }, { timeout: 5 }],
  [
    { failures: 2, successes: 7 },
    { failures: 2, successes: 2 },
  ],
  [
    { failures: 11, successes: 11 },
    { failures: 10, successes: 10 },
  ],
])('%j comes nearest as %j', (stated, held) => {
  const check: ProbeCheck = { ...usual, type: 'http', host: 'shop.example.com' }
  const config = healthConfigOf({ ...check, ...stated }, idOf)
  expect(healthCheckOf(config, 'shop', byId)).toEqual({ ...check, ...held })
})

test('other spellings of one check are read alike', () => {
  const config = { Type: 'HTTP', FullyQualifiedDomainName: 'Shop.Example.com.', ResourcePath: 'healthz' }
  const check = { ...usual, type: 'http', host: 'shop.example.com', path: '/healthz' }
  expect(healthCheckOf(config, 'shop', byId)).toEqual(check)
})

test('an IPv6 address is read in its usual spelling', () => {
  const config = { Type: 'TCP', IPAddress: '2001:0DB8:0000:0000:0000:0000:0000:0001', Port: 25 }
  expect(healthCheckOf(config, 'shop', byId)).toMatchObject({ address: '2001:db8::1' })
})

test('a check that runs from all regions chooses none', () => {
  const Regions =
    'us-east-1 us-west-1 us-west-2 eu-west-1 ap-southeast-1 ap-southeast-2 ap-northeast-1 sa-east-1'
  const config = { Type: 'TCP', FullyQualifiedDomainName: 'shop.example.com', Port: 25 }
  expect(healthCheckOf({ ...config, Regions: Regions.split(' ') }, 'shop', byId)).toEqual(
    healthCheckOf(config, 'shop', byId),
  )
})

test('the order of the checks that another sums up does not count', () => {
  const sum = (...ChildHealthChecks: string[]) =>
    healthCheckOf({ Type: 'CALCULATED', ChildHealthChecks, HealthThreshold: 1 }, 'all', byId)
  expect(sum('2', '1')).toEqual(sum('1', '2'))
})
