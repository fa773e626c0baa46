// Who may ask: requests that the real SDK and botocore have signed, and what becomes of those that were changed since.
import { Route53Client } from '@aws-sdk/client-route-53'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { createAuthenticator } from '../../../../src/server/route53-api/access/authenticate.ts'
import { sha256 } from '../../../../src/server/route53-api/access/signature.ts'
import { ApiError } from '../../../../src/server/route53-api/errors.ts'
import { parseTarget } from '../../../../src/server/route53-api/request-target.ts'

const key = { id: 'AKIDEXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' }
const now = Date.UTC(2015, 7, 30, 12, 36)

const sdk = new Route53Client({
  region: 'us-east-1',
  credentials: { accessKeyId: key.id, secretAccessKey: key.secret },
})
afterAll(() => sdk.destroy())
/** The part of the SDK's signer that is used here. */
interface Signer {
  sign(request: Unsigned, options: object): Promise<Unsigned>
  presign(request: Unsigned, options: object): Promise<Unsigned>
}
const scheme = { name: 'sigv4', signingName: 'route53', signingRegion: 'us-east-1', properties: {} }
const signer = (await sdk.config.signer!(scheme)) as unknown as Signer

/** A request as it arrives. */
interface Arrived {
  method: string
  target: string
  headers: Record<string, string>
  body: string
}

type Unsigned = ReturnType<typeof unsigned>

const unsigned = (method: string, path: string, query: Record<string, string>, body: string) => ({
  method,
  protocol: 'http:',
  hostname: '127.0.0.1',
  port: 8053,
  path,
  query,
  headers: { host: '127.0.0.1:8053' } as Record<string, string>,
  body,
})

const targetOf = (path: string, query: object): string => {
  const pairs = Object.entries(query).map(pair => pair.map(encodeURIComponent).join('='))
  return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`
}

async function signed(
  method = 'POST',
  path = '/2013-04-01/hostedzone/Z1/rrset',
  query = {},
  body = '<a/>',
): Promise<Arrived> {
  const request = await signer.sign(unsigned(method, path, query, body), {
    signingDate: new Date(now),
  })
  return { method, target: targetOf(path, query), headers: request.headers, body }
}

async function presigned(path: string, query: Record<string, string>, expiresIn = 300): Promise<Arrived> {
  const options = { signingDate: new Date(now), expiresIn }
  const request = await signer.presign(unsigned('GET', path, query, ''), options)
  return {
    method: 'GET',
    target: targetOf(path, request.query),
    headers: { host: '127.0.0.1:8053' },
    body: '',
  }
}

/** The code that a request is refused with. */
function verdict({ method, target, headers, body }: Arrived, at = now): string {
  try {
    const authenticate = createAuthenticator([key], () => at)
    const claim = authenticate({ method, headers: Object.entries(headers), ...parseTarget(target) })
    claim.verify(Buffer.from(body))
    return claim.key.id
  } catch (error) {
    if (error instanceof ApiError) return error.code
    throw error
  }
}

const path = fc
  .array(fc.string({ unit: 'grapheme' }).map(encodeURIComponent), { minLength: 1, maxLength: 4 })
  .map(segments => `/${segments.join('/')}`)
// The SDK loses a parameter of the name __proto__.
const parameter = fc.string({ minLength: 1, unit: 'grapheme' }).filter(name => name !== '__proto__')
const query = fc.dictionary(parameter, fc.string({ unit: 'grapheme' }), { noNullPrototype: true })

test('whatever the SDK signs is accepted, and no other body', async () => {
  await fc.assert(
    fc.asyncProperty(path, query, fc.string(), async (path, query, body) => {
      const request = await signed('POST', path, query, body)
      expect(verdict(request)).toBe(key.id)
      expect(verdict({ ...request, body: `${body} ` })).toBe('SignatureDoesNotMatch')
    }),
    { numRuns: 200 },
  )
})

test('whatever the SDK signs in advance is accepted, and no other path', async () => {
  await fc.assert(
    fc.asyncProperty(path, query, async (path, query) => {
      const request = await presigned(path, query)
      expect(verdict(request)).toBe(key.id)
      expect(verdict({ ...request, target: `/x${request.target}` })).toBe('SignatureDoesNotMatch')
    }),
    { numRuns: 200 },
  )
})

test.each([
  [
    '/2013-04-01/hostedzone/Z1/rrset?name=%2A.example.com.&type=A&maxitems=1',
    'fd70d45d1adbb68f6e4509f7c7a9e92173a388008a80d863ccb551d7df265ad1',
  ],
  [
    '/2013-04-01/hostedzone/%2Fhostedzone%2FZ1',
    'd86490c77d1800187a94735718e4837d57586efcc96d3d3056aac36f2de251fa',
  ],
])('botocore signs %s', (target, signature) => {
  const authorization = `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/route53/aws4_request, SignedHeaders=host;x-amz-date, Signature=${signature}`
  const headers = { Host: '127.0.0.1:8053', 'X-Amz-Date': '20150830T123600Z', authorization }
  expect(verdict({ method: 'GET', target, headers, body: '' })).toBe(key.id)
})

const edited = (from: RegExp | string, to: string) => (request: Arrived) => {
  request.headers.authorization = request.headers.authorization!.replace(from, to)
}

// [what is changed, how, what is answered]
test.each<[string, (request: Arrived) => void, string]>([
  ['nothing', () => {}, key.id],
  [
    'no signature',
    ({ headers }) => {
      delete headers.authorization
    },
    'MissingAuthenticationToken',
  ],
  ['another key', edited('AKIDEXAMPLE/', 'AKIDOTHER/'), 'InvalidClientTokenId'],
  ['a signature of another length', edited(/Signature=.*/, 'Signature=00'), 'SignatureDoesNotMatch'],
  ['one digit of it', edited(/.$/, 'x'), 'SignatureDoesNotMatch'],
  ['another region', edited('us-east-1', 'eu-west-1'), 'SignatureDoesNotMatch'],
  ['another service', edited('/route53/', '/s3/'), 'SignatureDoesNotMatch'],
  ['another end of the scope', edited('aws4_request', 'aws5_request'), 'SignatureDoesNotMatch'],
  ['another day in the scope', edited('/20150830/', '/20150829/'), 'SignatureDoesNotMatch'],
  ['a short scope', edited(/Credential=[^,]*/, 'Credential=AKIDEXAMPLE'), 'IncompleteSignature'],
  ['another algorithm', edited('AWS4-HMAC-SHA256', 'AWS3-HTTPS'), 'IncompleteSignature'],
  ['no list of headers', edited(/SignedHeaders=[^,]*, /, ''), 'IncompleteSignature'],
  ['a list of headers without the host', edited('host;', ''), 'SignatureDoesNotMatch'],
  ['a list of headers out of order', edited('host;', 'z;host;'), 'SignatureDoesNotMatch'],
  [
    'the method',
    request => {
      request.method = 'DELETE'
    },
    'SignatureDoesNotMatch',
  ],
  [
    'the query',
    request => {
      request.target += '?a=b'
    },
    'SignatureDoesNotMatch',
  ],
  [
    'the host',
    ({ headers }) => {
      headers.host = 'example.com'
    },
    'SignatureDoesNotMatch',
  ],
  [
    'no date',
    ({ headers }) => {
      delete headers['x-amz-date']
    },
    'IncompleteSignature',
  ],
  [
    'a date that is none',
    ({ headers }) => {
      headers['x-amz-date'] = 'yesterday'
    },
    'IncompleteSignature',
  ],
  [
    'a date in no month',
    request => {
      request.headers['x-amz-date'] = '20159930T123600Z'
      edited('/20150830/', '/20159930/')(request)
    },
    'IncompleteSignature',
  ],
  [
    'a session token',
    ({ headers }) => {
      headers['x-amz-security-token'] = 'token'
    },
    'InvalidClientTokenId',
  ],
  [
    'the stated hash of the body',
    ({ headers }) => {
      headers['x-amz-content-sha256'] = sha256('other')
    },
    'SignatureDoesNotMatch',
  ],
])('changed: %s', async (_what, change, code) => {
  const request = await signed()
  change(request)
  expect(verdict(request)).toBe(code)
})

describe('time', () => {
  const minute = 60_000
  test.each([
    [-15 * minute - 1000, 'SignatureDoesNotMatch'],
    [-15 * minute, key.id],
    [15 * minute, key.id],
    [15 * minute + 1000, 'SignatureDoesNotMatch'],
  ])('a header, seen after %i ms', async (after, code) => {
    expect(verdict(await signed(), now + after)).toBe(code)
  })

  test.each([
    [-15 * minute - 1000, 'SignatureDoesNotMatch'],
    [0, key.id],
    [300_000, key.id],
    [301_000, 'RequestExpired'],
  ])('a URL that holds for 300 s, seen after %i ms', async (after, code) => {
    expect(verdict(await presigned('/2013-04-01/hostedzone', {}), now + after)).toBe(code)
  })

  test('a Date header does as well', () => {
    const request = {
      method: 'GET',
      target: '/',
      body: '',
      headers: {
        host: 'h',
        date: 'Sun, 30 Aug 2015 12:00:00 GMT',
        authorization:
          'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/route53/aws4_request, SignedHeaders=date;host, Signature=0',
      },
    }
    expect(verdict(request)).toBe('SignatureDoesNotMatch')
    const authenticate = createAuthenticator([key], () => now)
    expect(() =>
      authenticate({ ...request, headers: Object.entries(request.headers), ...parseTarget('/') }),
    ).toThrow(
      'Signature expired: 20150830T120000Z is now earlier than 20150830T122100Z (20150830T123600Z - 15 min.)',
    )
  })
})
