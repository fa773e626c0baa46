// From a request to its answer: who asks, may they, which operation, and what comes of it.
import { type Problem, problemsOf } from '../../base/errors.ts'
import { type ApiKey, type Claim, createAuthenticator } from './access/authenticate.ts'
import { authorize } from './access/authorize.ts'
import { refuseBrowsers } from './access/refuse-browsers.ts'
import type { Headers, SignedRequest } from './access/signature.ts'
import { createThrottle } from './access/throttle.ts'
import type { ApiContext } from './context.ts'
import { ApiError, errorDocument } from './errors.ts'
import type { ApiAnswer } from './form/operation.ts'
import { operations } from './operations.ts'
import { parseTarget } from './request-target.ts'
import { createRouter } from './router.ts'

/** What happens while the API is served. */
export interface ApiEvent {
  /** A request could not be answered, for a reason that is not the client's. */
  readonly event: 'problem'
  readonly problem: Problem
}

export interface ApiOptions extends ApiContext {
  /** Who may ask; `insecure` is everyone, and may not be reachable from elsewhere. */
  readonly keys: readonly ApiKey[] | 'insecure'
  /** For each key; 0 bounds nothing. */
  readonly requestsPerSecond: number
  readonly onEvent: (event: ApiEvent) => void
}

/** A request as it arrives. */
export interface ApiRequest {
  readonly method: string
  /** Path and query as sent. */
  readonly target: string
  readonly headers: Headers
  /** Reads the body; throws RequestEntityTooLarge. */
  readBody(): Promise<Uint8Array>
}

/** Answers a request; never throws. */
export type ApiHandler = (request: ApiRequest, requestId: string) => Promise<ApiAnswer>

/** Makes the API with all its operations. */
export function createApi(options: ApiOptions): ApiHandler {
  const { keys, clock, onEvent } = options
  const authenticate = keys === 'insecure' ? trustful : createAuthenticator(keys, clock)
  const throttle = createThrottle(options.requestsPerSecond, clock)
  const route = createRouter(operations)

  async function answer(request: ApiRequest): Promise<ApiAnswer> {
    const signed = { ...request, ...parseTarget(request.target) }
    const { key, verify } = authenticate(signed)
    const body = await request.readBody()
    verify(body)
    throttle(key.id)
    const found = route(request.method, signed.path)
    authorize(key, found)
    const { operation, labels } = found
    return operation.answer(options, { labels, query: new Map(signed.query), body })
  }

  return async (request, requestId) => {
    try {
      return await answer(request)
    } catch (error) {
      if (!(error instanceof ApiError))
        for (const problem of problemsOf(error)) onEvent({ event: 'problem', problem })
      return failure(error instanceof ApiError ? error : internalFailure, requestId)
    }
  }
}

/** Whoever asks is the same to a server without keys. */
function trustful(request: SignedRequest): Claim {
  refuseBrowsers(request.headers)
  return { key: { id: 'anonymous', secret: '' }, verify: () => {} }
}

const internalFailure = new ApiError(
  'InternalFailure',
  'The request processing has failed because of an unknown error, exception or failure.',
)

const failure = (error: ApiError, requestId: string): ApiAnswer => ({
  status: error.status,
  headers: {},
  body: errorDocument(error, requestId),
})
