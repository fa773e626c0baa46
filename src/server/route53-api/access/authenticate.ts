// Checks who sends a request: Signature Version 4 in the Authorization header, or in the query of a presigned URL.
import { timingSafeEqual } from 'node:crypto'
import type { Clock } from '../../../base/clock.ts'
import { ApiError } from '../errors.ts'
import { algorithm, headerValue, type Scope, type SignedRequest, sha256, signatureOf } from './signature.ts'

/** A key pair that may ask. */
export interface ApiKey {
  readonly id: string
  readonly secret: string
  /** Patterns of the actions it may do, `route53:Get*`; all if absent. */
  readonly allow?: readonly string[]
}

/** A request whose signer is known by name, and still to be checked. */
export interface Claim {
  readonly key: ApiKey
  /** Checks the signature with the body; throws SignatureDoesNotMatch. */
  verify(body: Uint8Array): void
}

/** Finds out who claims to send a request; throws what AWS answers to claims that cannot be true. */
export type Authenticate = (request: SignedRequest) => Claim

/** Checks requests against the keys given. */
export function createAuthenticator(keys: readonly ApiKey[], clock: Clock): Authenticate {
  const keysById = new Map(keys.map(key => [key.id, key]))
  return request => {
    const credentials = credentialsOf(request)
    const key = keysById.get(credentials.keyId)
    if (!key)
      throw new ApiError('InvalidClientTokenId', 'The security token included in the request is invalid.')
    checkScope(credentials)
    checkTime(credentials, clock())
    checkSignedHeaders(credentials)
    return { key, verify: body => verify(key, credentials, request, body) }
  }
}

/** What a request says of its signature. */
interface Credentials {
  readonly keyId: string
  readonly scope: Scope & { readonly terminator: string }
  readonly signedHeaders: readonly string[]
  readonly signature: string
  /** `20260102T030405Z`. */
  readonly time: string
  /** Seconds that a presigned URL holds. */
  readonly expires?: number
}

function credentialsOf(request: SignedRequest): Credentials {
  const parameters = new Map(request.query)
  const header = headerValue(request.headers, 'authorization')
  if (header === undefined && !parameters.has('X-Amz-Algorithm'))
    throw new ApiError('MissingAuthenticationToken', 'Missing Authentication Token')
  // A key that is configured here is no temporary one, so that no session token can belong to it.
  if (
    parameters.has('X-Amz-Security-Token') ||
    headerValue(request.headers, 'x-amz-security-token') !== undefined
  )
    throw new ApiError(
      'InvalidClientTokenId',
      'The security token included in the request is invalid: the keys of this server have no session token',
    )
  return header === undefined ? fromQuery(parameters) : fromHeader(header, request)
}

const incomplete = (message: string): ApiError => new ApiError('IncompleteSignature', message)

/** `AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…`. */
function fromHeader(header: string, { headers }: SignedRequest): Credentials {
  const [stated = '', ...rest] = header.split(' ')
  if (stated !== algorithm)
    throw incomplete(`Unsupported AWS 'algorithm': '${stated}'; it must be ${algorithm}`)
  const fields = new Map(
    rest
      .join('')
      .split(',')
      .map(field => [field.slice(0, field.indexOf('=')), field.slice(field.indexOf('=') + 1)]),
  )
  const field = (name: string): string => {
    const value = fields.get(name)
    if (!value) throw incomplete(`Authorization header requires '${name}' parameter. Authorization=${stated}`)
    return value
  }
  const date = headerValue(headers, 'x-amz-date') ?? headerValue(headers, 'date')
  if (date === undefined)
    throw incomplete(`Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.`)
  return {
    ...parsedCredential(field('Credential')),
    signedHeaders: field('SignedHeaders').split(';'),
    signature: field('Signature'),
    time: basicTime(date),
  }
}

function fromQuery(parameters: ReadonlyMap<string, string>): Credentials {
  const field = (name: string): string => {
    const value = parameters.get(name)
    if (!value) throw incomplete(`AWS query-string parameters must include '${name}'.`)
    return value
  }
  const stated = field('X-Amz-Algorithm')
  if (stated !== algorithm)
    throw incomplete(`Unsupported AWS 'algorithm': '${stated}'; it must be ${algorithm}`)
  const expires = Number(field('X-Amz-Expires'))
  if (!Number.isInteger(expires) || expires < 1 || expires > 604_800)
    throw incomplete(`'X-Amz-Expires' must be from 1 to 604800 seconds, not '${field('X-Amz-Expires')}'.`)
  return {
    ...parsedCredential(field('X-Amz-Credential')),
    signedHeaders: field('X-Amz-SignedHeaders').split(';'),
    signature: field('X-Amz-Signature'),
    time: basicTime(field('X-Amz-Date')),
    expires,
  }
}

/** `KEY/20260102/us-east-1/route53/aws4_request`; an id may hold slashes. */
function parsedCredential(text: string): Pick<Credentials, 'keyId' | 'scope'> {
  const parts = text.split('/')
  const [date, region, service, terminator] = parts.slice(-4)
  if (parts.length < 5)
    throw incomplete(
      `Credential must have at least 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${text}'`,
    )
  return {
    keyId: parts.slice(0, -4).join('/'),
    scope: { date: date!, region: region!, service: service!, terminator: terminator! },
  }
}

const basicForm = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/

/** The time in ISO 8601's basic form; a `Date` header may have HTTP's. */
function basicTime(text: string): string {
  if (basicForm.test(text)) return text
  const time = Date.parse(text)
  if (Number.isNaN(time)) throw incomplete(`Date must be in ISO-8601 'basic format'. Got '${text}'.`)
  return basicText(time)
}

const basicText = (time: number): string => new Date(time).toISOString().replace(/[-:]|\.\d+/g, '')

const millisecondsOf = (time: string): number => Date.parse(time.replace(basicForm, '$1-$2-$3T$4:$5:$6Z'))

const mismatch = (message: string): ApiError => new ApiError('SignatureDoesNotMatch', message)

/** Any region will do: Route 53 itself has but one endpoint. */
function checkScope({ scope, time }: Credentials): void {
  if (scope.service !== 'route53')
    throw mismatch(`Credential should be scoped to correct service: 'route53', not '${scope.service}'.`)
  if (scope.terminator !== 'aws4_request')
    throw mismatch(
      `Credential should be scoped with a valid terminator: 'aws4_request', not '${scope.terminator}'.`,
    )
  if (scope.date !== time.slice(0, 8))
    throw mismatch(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${scope.date}' != '${time.slice(0, 8)}', from '${time}'.`,
    )
}

/** How far a client's clock may be off. */
const maxSkewMs = 15 * 60_000

function checkTime({ time, expires }: Credentials, now: number): void {
  const signed = millisecondsOf(time)
  if (Number.isNaN(signed)) throw incomplete(`Date must be in ISO-8601 'basic format'. Got '${time}'.`)
  if (signed > now + maxSkewMs)
    throw mismatch(
      `Signature not yet current: ${time} is still later than ${basicText(now + maxSkewMs)} (${basicText(now)} + 15 min.)`,
    )
  if (expires !== undefined && signed + expires * 1000 < now)
    throw new ApiError(
      'RequestExpired',
      `Request has expired: ${time} + ${expires} s is earlier than ${basicText(now)}`,
    )
  if (expires === undefined && signed < now - maxSkewMs)
    throw mismatch(
      `Signature expired: ${time} is now earlier than ${basicText(now - maxSkewMs)} (${basicText(now)} - 15 min.)`,
    )
}

function checkSignedHeaders({ signedHeaders }: Credentials): void {
  if (!signedHeaders.includes('host'))
    throw mismatch(`'Host' must be a 'SignedHeader' in the AWS Authorization.`)
  if (
    signedHeaders.some((name, i) => name !== name.toLowerCase() || (i > 0 && name <= signedHeaders[i - 1]!))
  )
    throw mismatch(`SignedHeaders must be sorted and in lower case, not '${signedHeaders.join(';')}'.`)
}

const doesNotMatch =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.'

function verify(key: ApiKey, credentials: Credentials, request: SignedRequest, body: Uint8Array): void {
  const { scope, time, signedHeaders, signature } = credentials
  const stated = headerValue(request.headers, 'x-amz-content-sha256')
  if (stated !== undefined && stated !== sha256(body)) throw mismatch(doesNotMatch)
  const expected = signatureOf(key.secret, scope, time, signedHeaders, request, body)
  const given = Buffer.from(signature)
  if (given.length !== expected.length || !timingSafeEqual(given, Buffer.from(expected)))
    throw mismatch(doesNotMatch)
}
