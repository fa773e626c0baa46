// What the API refuses, or what keeps a request from being answered, as an error of ours.
import { DnsctlError, type ErrorCode, type Problem, problem } from '../../../base/errors.ts'
import type { Operation } from './api.ts'
import type { ApiFacts, Failure } from './failure.ts'

/** What a request that failed throws. */
export class ApiFault extends DnsctlError implements ApiFacts {
  readonly apiCode: string | undefined
  readonly messages: readonly string[]
  readonly ambiguous: boolean

  constructor(problem: Problem, facts: ApiFacts, options?: ErrorOptions) {
    super([problem], options)
    this.apiCode = facts.apiCode
    this.messages = facts.messages
    this.ambiguous = facts.ambiguous
  }
}

/** Says whether the API has refused a request with one of these codes. */
export const isApiFault = (error: unknown, ...apiCodes: readonly string[]): error is ApiFault =>
  error instanceof ApiFault && error.apiCode !== undefined && apiCodes.includes(error.apiCode)

/** Says whether the account may not ask that, or the server does not know of it. */
export const isNotOffered = (error: unknown): error is ApiFault =>
  error instanceof ApiFault && (error.code === 'route53-denied' || error.code === 'route53-refused')

/** How a request ended that was given up. */
export interface GivenUp {
  readonly failure: Failure
  readonly attempts: number
  /** True if one of the attempts may have had its effect. */
  readonly ambiguous: boolean
}

/** Says what a request that was given up was for, what came of it, and what is missing. */
export function apiFault(
  operation: Operation,
  what: string,
  { failure, attempts, ambiguous }: GivenUp,
): ApiFault {
  const { kind, apiCode, message, messages, cause } = failure
  const code = codeOf(failure)
  const times = attempts > 1 ? ` (${attempts} attempts)` : ''
  const said = apiCode === undefined ? message : `${apiCode}: ${messages.join('; ') || message}`
  const text =
    code === 'route53-denied'
      ? `${what} needs ${deniedAction(message) ?? `route53:${operation}`}, which AWS denies: ${message}`
      : `${what}: ${operation}: ${said}${kind === 'final' ? '' : times}`
  return new ApiFault(problem(code, text), { apiCode, messages, ambiguous }, { cause })
}

const denials =
  /^(?:AccessDenied(?:Exception)?|UnauthorizedOperation|NotAuthorizedException|UnauthorizedAccess)$/
const badCredentials = new Set([
  'AuthFailure',
  'CredentialsProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'IncompleteSignature',
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
  'ProviderError',
  'RequestExpired',
  'SignatureDoesNotMatch',
  'TokenProviderError',
  'UnrecognizedClientException',
])

function codeOf({ kind, apiCode }: Failure): ErrorCode {
  if (kind === 'throttled' || kind === 'busy') return 'route53-throttled'
  if (kind === 'lost' || kind === 'unreachable' || apiCode === undefined) return 'route53-unreachable'
  if (denials.test(apiCode)) return 'route53-denied'
  if (badCredentials.has(apiCode)) return 'route53-credentials'
  return apiCode === 'NoSuchHostedZone' ? 'zone-missing' : 'route53-refused'
}

/** AWS names the action, which is another one where assuming a role is what failed. */
const deniedAction = (message: string): string | undefined =>
  /not authorized to perform: ([\w-]+:\w+)/.exec(message)?.[1]
