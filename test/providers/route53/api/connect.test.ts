import { afterEach, beforeEach, describe, expect, it, test, vi } from 'vitest'
import type { Event } from '../../../../src/base/io.ts'
import type { Api } from '../../../../src/providers/route53/api/api.ts'
import { ApiFault } from '../../../../src/providers/route53/api/api-fault.ts'
import { connect } from '../../../../src/providers/route53/api/connect.ts'
import type { Route53Settings } from '../../../../src/providers/route53/settings.ts'
import { errorXml, type StubAnswer, type StubServer, startStub, xml } from '../stub-server.ts'
import { virtualPulse } from '../virtual-pulse.ts'

const settings = (endpoint: string): Route53Settings => ({
  region: 'us-east-1',
  endpoint,
  requests_per_second: 1000,
  sync_timeout: '5m',
})
const count = xml('GetHostedZoneCountResponse', '<HostedZoneCount>7</HostedZoneCount>')
const invalidBatch: StubAnswer = {
  status: 400,
  body: '<?xml version="1.0"?>\n<InvalidChangeBatch xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><Messages><Message>one</Message><Message>two</Message></Messages><RequestId>r-1</RequestId></InvalidChangeBatch>',
}

let server: StubServer | undefined
let api: Api | undefined
let events: Event[]

/** Connects to a server that gives these answers in turn, the last of them again and again. */
async function given(...answers: StubAnswer[]): Promise<Api> {
  server = await startStub((_request, before) => answers[before] ?? answers.at(-1)!)
  api = connect(settings(server.endpoint), virtualPulse(0.5))
  return api
}

const options = () => ({ what: 'counting zones', listener: (event: Event) => void events.push(event) })
const ask = (to: Api) => to.call('GetHostedZoneCount', {}, options())
const failureOf = (to: Api) =>
  ask(to).then(
    () => expect.fail('it did not fail'),
    (error: ApiFault) => error,
  )

beforeEach(() => {
  events = []
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret')
  vi.stubEnv('AWS_CONFIG_FILE', '/dev/null')
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/dev/null')
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true')
})
afterEach(async () => {
  vi.unstubAllEnvs()
  api?.close()
  await server?.close()
  server = undefined
})

describe('a request to Route 53', () => {
  it('is answered', async () => {
    expect((await ask(await given(count))).HostedZoneCount).toBe(7)
    expect(server!.requests).toEqual([{ method: 'GET', path: '/2013-04-01/hostedzonecount', body: '' }])
    expect(events).toEqual([])
  })

  it('tells the provider’s own listener what is waited for where nobody else listens', async () => {
    server = await startStub((_request, before) =>
      before === 0 ? errorXml(400, 'Throttling', 'Rate exceeded') : count,
    )
    api = connect(settings(server.endpoint), virtualPulse(0.5), event => events.push(event))
    await api.call('GetHostedZoneCount', {}, { what: 'counting zones' })
    expect(events).toMatchObject([{ task: expect.stringContaining('AWS asks for fewer requests') }])
  })

  test.each<[string, StubAnswer[]]>([
    ['throttled', [errorXml(400, 'Throttling', 'Rate exceeded')]],
    ['throttled more than once', Array(5).fill(errorXml(400, 'Throttling', 'Rate exceeded'))],
    ['refused while the zone is busy', [errorXml(400, 'PriorRequestNotComplete', 'Busy')]],
    [
      'failed at by the server',
      [errorXml(500, 'InternalFailure', 'Oops'), errorXml(503, 'ServiceUnavailable', '')],
    ],
    ['lost', ['reset', 'reset']],
    ['answered by a proxy', [{ status: 502, body: '<html>Bad gateway</html>', type: 'text/html' }]],
    ['answered without a body', [{ status: 503, body: '' }]],
    ['answered in part', [{ status: 200, body: '<?xml version="1.0"?><GetHostedZoneCountResponse><Hos' }]],
  ])('is sent again if it is %s', async (_how, answers) => {
    expect((await ask(await given(...answers, count))).HostedZoneCount).toBe(7)
    expect(server!.requests.length).toBe(answers.length + 1)
    expect(events.length).toBe(answers.length)
  })

  it('says what it waits for', async () => {
    await ask(await given(errorXml(400, 'Throttling', 'Rate exceeded'), count))
    const task = 'counting zones: AWS asks for fewer requests, again in 0.3 s, attempt'
    expect(events).toEqual([{ kind: 'progress', task, done: 2, total: 24 }])
  })

  test.each<[StubAnswer, code: string, message: string]>([
    [
      errorXml(403, 'AccessDenied', 'User: arn:aws:iam::111122223333:user/ci is not authorized'),
      'route53-denied',
      'counting zones needs route53:GetHostedZoneCount, which AWS denies: User: arn:aws:iam::111122223333:user/ci is not authorized',
    ],
    [
      errorXml(403, 'InvalidClientTokenId', 'The security token included in the request is invalid.'),
      'route53-credentials',
      'counting zones: GetHostedZoneCount: InvalidClientTokenId: The security token included in the request is invalid',
    ],
    [
      errorXml(404, 'NoSuchHostedZone', 'No hosted zone found with ID: Z1'),
      'zone-missing',
      'counting zones: GetHostedZoneCount: NoSuchHostedZone: No hosted zone found with ID: Z1',
    ],
    [
      { status: 407, body: '<html>Who are you?</html>', type: 'text/html' },
      'route53-unreachable',
      'counting zones: GetHostedZoneCount: the answer, of status 407, is none of Route 53',
    ],
  ])('ends at once if that cannot help: %j', async (answer, code, message) => {
    const error = await failureOf(await given(answer))
    expect(error).toBeInstanceOf(ApiFault)
    expect(error.problems).toMatchObject([{ code, message }])
    expect(error.ambiguous).toBe(false)
    expect(server!.requests.length).toBe(1)
  })

  it('ends some time', async () => {
    const error = await failureOf(await given(errorXml(500, 'InternalFailure', 'Oops')))
    expect(error).toMatchObject({ code: 'route53-unreachable', apiCode: 'InternalFailure', ambiguous: true })
    expect(server!.requests.length).toBe(8)
  })

  it('tells of an attempt that may have had its effect, and gives each message of a batch', async () => {
    const asked = await given('reset', invalidBatch)
    const change = { Action: 'DELETE', ResourceRecordSet: { Name: 'a.example.com.', Type: 'A' } } as const
    const input = { HostedZoneId: 'Z1', ChangeBatch: { Changes: [change] } }
    await expect(asked.call('ChangeResourceRecordSets', input, options())).rejects.toMatchObject({
      apiCode: 'InvalidChangeBatch',
      messages: ['one', 'two'],
      ambiguous: true,
    })
  })

  it('is never sent to a server that is not there', async () => {
    const gone = await startStub(() => count)
    await gone.close()
    api = connect(settings(gone.endpoint), virtualPulse())
    const error = await failureOf(api)
    expect(error).toMatchObject({ code: 'route53-unreachable', ambiguous: false })
    expect(error.message).toMatch(/ECONNREFUSED.*\(4 attempts\)/)
  })

  it('needs credentials', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined)
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', undefined)
    const error = await failureOf(await given(count))
    expect(error.code).toBe('route53-credentials')
    expect(server!.requests).toEqual([])
  })

  it('sets its clock by the answer where the signature has expired', async () => {
    const expired = errorXml(403, 'SignatureDoesNotMatch', 'Signature expired')
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 3_600_000 })
    try {
      expect((await ask(await given(expired, count))).HostedZoneCount).toBe(7)
    } finally {
      vi.useRealTimers()
    }
  })

  it('shares the rate of its account with other connections', async () => {
    const first = await given(count)
    const pulse = virtualPulse()
    const slow = connect({ ...settings(server!.endpoint), requests_per_second: 2 }, pulse)
    await Promise.all([ask(slow), ask(first), ask(slow)])
    slow.close()
    expect(server!.requests.length).toBe(3)
  })
})
