// boto3 drives the Route 53 API of the built program, and dig sees what comes of it.
import { resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Key, python, type Ran, type RunningApi, startApi } from './route53/running-api.ts'

const key: Key = { id: 'FULL', secret: 'the-secret' }
const settings = (requestsPerSecond: number): string =>
  JSON.stringify({ serve: { route53_api: { requests_per_second: requestsPerSecond, keys: [key] } } })

const script = (api: RunningApi, name: string, ...args: string[]): Promise<Ran> =>
  api.run(python, [resolve('test/interop/route53', name), api.url, ...args], api.environment(key))

let api: RunningApi
let seen: { pages: number[]; errors: object }
beforeAll(async () => {
  api = await startApi(settings(0))
  const { code, stdout, stderr } = await script(api, 'boto3_client.py', 'example.com')
  expect(stderr).toBe('')
  expect(code).toBe(0)
  seen = JSON.parse(stdout)
})

afterAll(() => api.stop())

test('sees what it wrote', () => {
  expect(seen).toMatchObject({
    zone: expect.stringMatching(/^\/hostedzone\/Z[A-Z0-9]+$/),
    nameServers: 4,
    status: 'INSYNC',
    // Values are kept in their normal form: the same data, written otherwise than they came.
    rewritten: {
      CNAME: ['www.example.net.'],
      HTTPS: ['1 . alpn="h3,h2"'],
      MX: ['10 mail.example.net.', '20 mail2.example.net.'],
      TLSA: [`3 1 1 ${'AB'.repeat(32)}`],
    },
    health: 'HTTP',
    tags: [{ Key: 'team', Value: 'web' }],
    answer: ['NOERROR', ['192.0.2.1', '192.0.2.2']],
    byName: ['example.com.'],
    limit: 'MAX_HOSTED_ZONES_BY_OWNER',
  })
})

test('turns pages', () => {
  // Every type, the NS and SOA of the zone, a wildcard, a name of UTF-8 octets and ten weighted sets.
  expect(seen.pages).toEqual([5, 5, 5, 5, 5, 5])
})

test('is told what is wrong, as by AWS', () => {
  expect(seen.errors).toEqual({
    'create again': ['InvalidChangeBatch', 400],
    'delete other values': ['InvalidChangeBatch', 400],
    'no such zone': ['NoSuchHostedZone', 404],
    'same reference': ['HostedZoneAlreadyExists', 409],
    'not empty': ['HostedZoneNotEmpty', 400],
    'bad value': ['InvalidChangeBatch', 400],
    'no such change': ['NoSuchChange', 404],
    'not offered': ['InvalidAction', 400],
    'unknown key': ['InvalidClientTokenId', 403],
    'wrong secret': ['SignatureDoesNotMatch', 403],
  })
})

test.each([
  [
    ['txt.example.com', 'TXT'],
    ['"say \\"hi\\"; \\\\ \\195\\188"', `"${'x'.repeat(255)}" "y"`],
  ],
  [['anything.wild.example.com', 'A'], ['192.0.2.77']],
  [['\\195\\188.example.com', 'A'], ['192.0.2.78']],
  [
    ['mx.example.com', 'MX'],
    ['10 mail.example.net.', '20 mail2.example.net.'],
  ],
  [['caa.example.com', 'CAA'], ['0 issue "letsencrypt.org"']],
  [['https.example.com', 'HTTPS'], ['1 . alpn="h3,h2"']],
  [['nothing.example.com', 'A'], ['']],
])('dig sees %j', async (question, expected) => {
  expect((await api.dig('+short', ...question)).sort()).toEqual(expected)
})

test('dig sees the weights', async () => {
  const times = 1000
  const asked = Array.from({ length: times }, () => ['w.example.com', 'A']).flat()
  const answers = await api.dig('+short', ...asked)
  expect(answers).toHaveLength(times)
  // Weights 1 to 10: the heaviest has 182 of 1000 to expect, the lightest 18; 6 standard deviations from it.
  const share = (address: string) => answers.filter(answer => answer === address).length
  expect(Math.abs(share('192.0.2.10') - 182)).toBeLessThan(73)
  expect(Math.abs(share('192.0.2.1') - 18)).toBeLessThan(26)
})

test('gets through where it is throttled, by its own retries', async () => {
  const throttled = await startApi(settings(5))
  try {
    const { stdout, stderr } = await script(throttled, 'boto3_throttled.py')
    expect(stderr).toBe('')
    expect(JSON.parse(stdout)).toEqual({ answered: 15, retried: true, refused: ['Throttling', 400] })
  } finally {
    await throttled.stop()
  }
})
