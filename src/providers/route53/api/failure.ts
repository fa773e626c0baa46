// Sorts what a request to AWS can throw: what it means, whether to send it again, and whether it may have had its effect.

/** What is known of a request that failed. */
export interface ApiFacts {
  /** The API's name of the error, `InvalidChangeBatch`; undefined if no answer came. */
  readonly apiCode: string | undefined
  /** What InvalidChangeBatch has to say, a message for each matter; of other errors the one message. */
  readonly messages: readonly string[]
  /** True if this attempt, or one before it, may have had its effect: its answer was lost, or the server failed. */
  readonly ambiguous: boolean
}

/**
 * `final`: the same request would fail again. `skewed`: the SDK has set its clock by the answer. `throttled`: the
 * account sends too much. `busy`: an earlier change of the zone is not done. `lost`: the answer did not come, or the
 * server failed. `unreachable`: the request was never sent.
 */
export type FailureKind = 'final' | 'skewed' | 'throttled' | 'busy' | 'lost' | 'unreachable'

export interface Failure extends ApiFacts {
  readonly kind: FailureKind
  /** What the answer says, or what happened to the connection. */
  readonly message: string
  /** How long the server asks to wait. */
  readonly retryAfterMs?: number
  readonly cause: unknown
}

/** What errors of the SDK have beside those of JavaScript. */
interface Thrown extends Error {
  readonly code?: string
  readonly syscall?: string
  /** Of an answer that is an error of the API. */
  readonly $fault?: 'client' | 'server'
  readonly $metadata?: { readonly httpStatusCode?: number; readonly clockSkewCorrected?: boolean }
  readonly $response?: { readonly statusCode?: number; readonly headers?: Readonly<Record<string, string>> }
  /** Of InvalidChangeBatch. */
  readonly messages?: readonly string[]
}

/** Sorts an error; undefined if it does not come from AWS or the way there. */
export function failureOf(error: unknown): Failure | undefined {
  if (!(error instanceof Error)) return undefined
  const thrown = error as Thrown
  if (thrown.$fault && !nameless.has(thrown.name)) return answered(thrown)
  if (thrown.$fault || thrown.$response) return unreadable(thrown)
  if (credentialErrors.test(thrown.name)) return { ...factsOf(thrown, thrown.name), kind: 'final' }
  return unanswered(thrown)
}

/** What the SDK calls an answer in which it finds no error of the API. */
const nameless = new Set(['Unknown', 'UnknownError'])
const credentialErrors = /^(?:CredentialsProviderError|TokenProviderError|ProviderError)$/
const throttles = new Set([
  'BandwidthLimitExceeded',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
])
/** The server has given up waiting for the request. */
const timeouts = new Set(['RequestTimeout', 'RequestTimeoutException'])

/** The API has refused the request, or says that it failed at it. */
function answered(thrown: Thrown): Failure {
  const facts = factsOf(thrown, thrown.name)
  const status = statusOf(thrown) ?? 0
  if (thrown.$metadata?.clockSkewCorrected) return { ...facts, kind: 'skewed' }
  if (throttles.has(thrown.name) || status === 429) return { ...facts, kind: 'throttled' }
  if (thrown.name === 'PriorRequestNotComplete') return { ...facts, kind: 'busy' }
  if (status >= 500 || timeouts.has(thrown.name)) return { ...facts, kind: 'lost', ambiguous: true }
  return { ...facts, kind: 'final' }
}

/** An answer that is none of the API: of a proxy, or broken off. */
function unreadable(thrown: Thrown): Failure {
  const status = statusOf(thrown) ?? 0
  const message = `the answer, of status ${status}, is none of Route 53`
  const facts = { ...factsOf(thrown, undefined), message }
  const isRefused = status >= 300 && status < 500
  return isRefused ? { ...facts, kind: 'final' } : { ...facts, kind: 'lost', ambiguous: true }
}

const neverSent = new Set([
  'EADDRNOTAVAIL',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
])
const onTheWay = new Set(['ECONNABORTED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ERR_STREAM_PREMATURE_CLOSE'])
const insecure = /^(?:CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_|ERR_SSL_|EPROTO$)/

/** Nothing came back. */
function unanswered(thrown: Thrown): Failure | undefined {
  const code = thrown.code ?? ''
  const facts = factsOf(thrown, undefined)
  if (insecure.test(code)) return { ...facts, kind: 'final' }
  const isUnsent = neverSent.has(code) || thrown.syscall === 'connect' || isConnectTimeout(thrown)
  if (isUnsent) return { ...facts, kind: 'unreachable' }
  if (onTheWay.has(code) || thrown.name === 'TimeoutError') return { ...facts, kind: 'lost', ambiguous: true }
  return undefined
}

/** The SDK gives it no code. */
const isConnectTimeout = ({ name, message }: Thrown): boolean =>
  name === 'TimeoutError' && message.includes('did not establish a connection')

const statusOf = ({ $metadata, $response }: Thrown): number | undefined =>
  $response?.statusCode ?? $metadata?.httpStatusCode

function factsOf(thrown: Thrown, apiCode: string | undefined): Omit<Failure, 'kind'> {
  const message = plainText(thrown.message) || thrown.code || thrown.name
  const seconds = Number(thrown.$response?.headers?.['retry-after'])
  return {
    apiCode,
    message,
    messages: thrown.messages?.length ? thrown.messages : listed(message),
    ambiguous: false,
    cause: bare(thrown),
    ...(seconds > 0 && { retryAfterMs: seconds * 1000 }),
  }
}

/** The matters of InvalidChangeBatch, which Route 53 writes as one message: `[Tried to …, RRSet with …]`. */
function listed(message: string): readonly string[] {
  const [, list] = /^\[([^]+)\]$/.exec(message) ?? []
  return list?.split(/, (?=(?:Tried to|RRSet|Invalid|Duplicate|The request|Cannot|Number of) )/) ?? [message]
}

/** Without the answer and the signed request, which the SDK hangs onto it. */
const bare = ({ name, message, stack }: Thrown): Error =>
  Object.defineProperties(new Error(message), { name: { value: name }, stack: { value: stack } })

/** One line without the SDK's name and the full stop at its end. */
const plainText = (message: string): string =>
  message
    .replace(/^@smithy\S* - (?:\[\w+\] )?/, '')
    .replace(/\s+/g, ' ')
    .replace(/\.$/, '')
    .trim()
