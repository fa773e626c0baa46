// What all requests to one address have in common.
import type { StreamContext } from '../stream-context.ts'
import type { StreamCounts } from '../stream-site.ts'
import { createResponsesMap, headersOf, type MappedResponse, type ReplyHeaders } from './responses-map.ts'

export interface HttpSite {
  readonly counts: StreamCounts
  /** Headers of every answer. */
  readonly headers: ReplyHeaders
  readonly sendsMaxAge: boolean
  readonly trustsForwardedFor: boolean
  readonly keepsHeaders: boolean
  /** What a path is answered with instead of a look at the query. */
  responseOf(path: string): MappedResponse | undefined
  isQueryPath(path: string): boolean
}

/** Throws `proxy-rule-invalid` for an expression that is none. */
export function createHttpSite({ bind, counts }: StreamContext): HttpSite {
  const { doh } = bind.settings
  const exact = new Set(doh.paths)
  const prefixes = doh.paths.map(path => (path.endsWith('/') ? path : `${path}/`))
  return {
    counts,
    headers: {
      ...headersOf(doh.custom_response_headers),
      ...(doh.server_tokens !== '' && { server: doh.server_tokens }),
    },
    sendsMaxAge: doh.send_cache_control_headers,
    trustsForwardedFor: doh.trust_forwarded_for_header,
    keepsHeaders: doh.keep_incoming_headers,
    responseOf: createResponsesMap(doh),
    isQueryPath: path =>
      exact.has(path) || (!doh.exact_path_matching && prefixes.some(prefix => path.startsWith(prefix))),
  }
}
