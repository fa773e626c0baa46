import { describe, expect, test } from 'vitest'
import { apiFault } from '../../../../src/providers/route53/api/api-fault.ts'
import { type Failure, failureOf } from '../../../../src/providers/route53/api/failure.ts'

/** An error as the SDK throws it for an answer of the API. */
const answered = (name: string, status: number, message = 'Something.', more: object = {}): Error =>
  Object.assign(new Error(message), {
    name,
    $fault: status >= 500 ? 'server' : 'client',
    $metadata: { httpStatusCode: status },
    $response: { statusCode: status, headers: {} },
    ...more,
  })

const system = (code: string, more: object = {}): Error =>
  Object.assign(new Error(`${code} happened`), { code, ...more })

const named = (name: string, message: string): Error => Object.assign(new Error(message), { name })

describe('failureOf', () => {
  test.each<[error: Error, kind: string, ambiguous: boolean]>([
    [answered('AccessDenied', 403), 'final', false],
    [answered('InvalidInput', 400), 'final', false],
    [answered('NoSuchHostedZone', 404), 'final', false],
    [answered('Throttling', 400), 'throttled', false],
    [answered('ThrottlingException', 400), 'throttled', false],
    [answered('RequestThrottledException', 400), 'throttled', false],
    [answered('Whatever', 429), 'throttled', false],
    [answered('PriorRequestNotComplete', 400), 'busy', false],
    [answered('InternalFailure', 500), 'lost', true],
    [answered('ServiceUnavailable', 503), 'lost', true],
    [answered('RequestTimeout', 400), 'lost', true],
    [
      answered('SignatureDoesNotMatch', 403, 'Signature expired', {
        $metadata: { clockSkewCorrected: true },
      }),
      'skewed',
      false,
    ],
    [Object.assign(new Error('x'), { $response: { statusCode: 200 } }), 'lost', true],
    [Object.assign(new Error('x'), { $response: { statusCode: 502 } }), 'lost', true],
    [Object.assign(new Error('x'), { $response: { statusCode: 407 } }), 'final', false],
    [system('ECONNREFUSED'), 'unreachable', false],
    [system('ENOTFOUND'), 'unreachable', false],
    [system('EAI_AGAIN'), 'unreachable', false],
    [system('ETIMEDOUT', { syscall: 'connect' }), 'unreachable', false],
    [
      named('TimeoutError', '@smithy/node-http-handler - the request socket did not establish a connection'),
      'unreachable',
      false,
    ],
    [named('TimeoutError', '@smithy/node-http-handler - [ERROR] a request has exceeded 5 ms'), 'lost', true],
    [system('ECONNRESET'), 'lost', true],
    [system('EPIPE'), 'lost', true],
    [system('ETIMEDOUT'), 'lost', true],
    [system('CERT_HAS_EXPIRED'), 'final', false],
    [system('DEPTH_ZERO_SELF_SIGNED_CERT'), 'final', false],
    [named('CredentialsProviderError', 'Could not load credentials from any providers'), 'final', false],
  ])('%s is %s, ambiguous %s', (error, kind, ambiguous) => {
    expect(failureOf(error)).toMatchObject({ kind, ambiguous })
  })

  test.each([
    ['an error of ours', new TypeError('x is not a function')],
    ['what is no error', 'text'],
  ])('leaves %s to whoever made it', (_what, error) => {
    expect(failureOf(error)).toBeUndefined()
  })

  test('does not keep the signed request and its answer', () => {
    const { cause } = failureOf(answered('InvalidInput', 400, 'No good.')) as { cause: Error }
    expect([cause.name, cause.message, cause.stack]).toEqual([
      'InvalidInput',
      'No good.',
      expect.stringContaining('failure.test.ts'),
    ])
    expect(Object.keys(cause)).toEqual([])
  })

  test('knows how long the server asks to wait', () => {
    const headers = { 'retry-after': '3' }
    const error = answered('ServiceUnavailable', 503, 'Busy', { $response: { statusCode: 503, headers } })
    expect(failureOf(error)).toMatchObject({ retryAfterMs: 3000 })
  })
})

describe('apiFault', () => {
  const shown = (error: Error, more: { attempts?: number; ambiguous?: boolean } = {}) =>
    apiFault('ListHostedZones', 'listing zones', {
      failure: failureOf(error) as Failure,
      attempts: 1,
      ambiguous: false,
      ...more,
    })

  test.each<[error: Error, message: string]>([
    [
      answered('AccessDenied', 403, 'User: arn:aws:iam::111122223333:user/ci is not allowed.'),
      'route53-denied: listing zones needs route53:ListHostedZones, which AWS denies: User: arn:aws:iam::111122223333:user/ci is not allowed',
    ],
    [
      answered('AccessDenied', 403, 'User: ci is not authorized to perform: sts:AssumeRole on resource: dns'),
      'route53-denied: listing zones needs sts:AssumeRole, which AWS denies: User: ci is not authorized to perform: sts:AssumeRole on resource: dns',
    ],
    [
      answered('ExpiredToken', 403, 'The security token included in the request is expired'),
      'route53-credentials: listing zones: ListHostedZones: ExpiredToken: The security token included in the request is expired',
    ],
    [
      named('CredentialsProviderError', 'Could not load credentials from any providers'),
      'route53-credentials: listing zones: ListHostedZones: CredentialsProviderError: Could not load credentials from any providers',
    ],
    [
      answered('NoSuchHostedZone', 404, 'No hosted zone found with ID: Z1'),
      'zone-missing: listing zones: ListHostedZones: NoSuchHostedZone: No hosted zone found with ID: Z1',
    ],
    [
      answered('InvalidInput', 400, 'Invalid\n  id.'),
      'route53-refused: listing zones: ListHostedZones: InvalidInput: Invalid id',
    ],
    [
      system('CERT_HAS_EXPIRED'),
      'route53-unreachable: listing zones: ListHostedZones: CERT_HAS_EXPIRED happened',
    ],
  ])('says of %s what it is', (error, message) => {
    expect(shown(error).message).toBe(message)
  })

  test('says how often it was tried', () => {
    expect(shown(system('ECONNREFUSED'), { attempts: 4 }).message).toBe(
      'route53-unreachable: listing zones: ListHostedZones: ECONNREFUSED happened (4 attempts)',
    )
    expect(shown(answered('Throttling', 400, 'Rate exceeded'), { attempts: 20 }).message).toBe(
      'route53-throttled: listing zones: ListHostedZones: Throttling: Rate exceeded (20 attempts)',
    )
  })

  test('keeps each message of a change batch, and what is unclear of earlier attempts', () => {
    const error = answered('InvalidChangeBatch', 400, '', { messages: ['first', 'second'] })
    const fault = shown(error, { ambiguous: true })
    expect(fault).toMatchObject({
      apiCode: 'InvalidChangeBatch',
      messages: ['first', 'second'],
      ambiguous: true,
    })
    expect(fault.message).toContain('InvalidChangeBatch: first; second')
  })

  const missing = "Tried to delete resource record set [name='a.example.com.', type='A'] but it was not found"
  const quoted =
    "Invalid Resource Record: 'FATAL problem: InvalidCharacterString (Value should be enclosed in quotation marks) encountered with 'a, b''"
  const busy =
    'RRSet of type CNAME with DNS name b.example.com. is not permitted as it conflicts with other records'

  test.each([
    [`[${missing}]`, [missing]],
    [`[${missing}, ${quoted}, ${busy}]`, [missing, quoted, busy]],
    [missing, [missing]],
  ])('parts the message %s', (message, messages) => {
    expect(failureOf(answered('InvalidChangeBatch', 400, message))).toMatchObject({ messages })
  })
})
