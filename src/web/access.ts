// Who may ask for what: the key of the API, the password, and requests that other pages make browsers send.
import type { IncomingHttpHeaders } from 'node:http'
import { type SecretCheck, secretCheck } from './secret.ts'

/** What is asked for, as settings tell apart who may see it. */
export type Scope = 'api' | 'stats' | 'page'

/** The settings that access depends on. */
export interface AccessSettings {
  readonly password: string
  readonly api_key: string
  readonly api_requires_authentication: boolean
  readonly stats_require_authentication: boolean
  readonly dashboard_requires_authentication: boolean
}

/** What is known of who asks: nothing was stated, it was wrong, or right. */
export type Standing = 'unknown' | 'wrong' | 'known'

export interface Access {
  standing(headers: IncomingHttpHeaders): Standing
  /** Whether something may only be seen by who is known. */
  isClosed(scope: Scope): boolean
}

/** Makes the access of settings. */
export function createAccess(settings: AccessSettings): Access {
  const isKey = secretCheck(settings.api_key)
  const isPassword = secretCheck(settings.password)
  const closed = {
    api: settings.api_requires_authentication,
    stats: settings.stats_require_authentication,
    page: settings.dashboard_requires_authentication,
  }
  return {
    isClosed: scope => closed[scope],
    standing(headers) {
      const { 'x-api-key': key, authorization } = headers
      if (typeof key === 'string') return isKey(key) ? 'known' : 'wrong'
      if (authorization === undefined) return 'unknown'
      return isAuthorized(authorization, isKey, isPassword) ? 'known' : 'wrong'
    },
  }
}

/** Reads `Bearer KEY` and `Basic Base64(user:password)` (RFC 6750, RFC 7617); the name of the user does not matter. */
function isAuthorized(authorization: string, isKey: SecretCheck, isPassword: SecretCheck): boolean {
  const [, scheme = '', rest = ''] = /^(\S+) +(\S+)$/.exec(authorization) ?? []
  if (scheme.toLowerCase() === 'bearer') return isKey(rest)
  if (scheme.toLowerCase() !== 'basic') return false
  const pair = Buffer.from(rest, 'base64').toString('utf8')
  const colon = pair.indexOf(':')
  return colon >= 0 && isPassword(pair.slice(colon + 1))
}

/**
 * Says whether a browser was made to send a request by another site: it adds the password by itself then. Browsers tell in
 * `Sec-Fetch-Site` where the connection is safe or local, else in `Origin`; programs that are no browsers state neither.
 */
export function isFromElsewhere(headers: IncomingHttpHeaders): boolean {
  const { 'sec-fetch-site': site, origin, host } = headers
  // Behind a proxy for HTTP the name of the host may be another one than the browser knows.
  if (site !== undefined) return site !== 'same-origin'
  if (origin === undefined) return false
  try {
    return new URL(origin).host !== host
  } catch {
    return true
  }
}
