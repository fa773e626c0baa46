// Answers of HTTP to requests that are not looked at as queries: pages, redirects and errors.
import { readRegex } from '../../rules/read-regex.ts'
import type { BindSettings } from '../../settings/bind.ts'

type DohSettings = BindSettings['doh']

/** Headers of an answer by name. */
export type ReplyHeaders = Readonly<Record<string, string>>

export interface MappedResponse {
  readonly status: number
  readonly headers: ReplyHeaders
  readonly content: string
}

/** Makes what finds the response of a path; throws `proxy-rule-invalid` for an expression that is none. */
export function createResponsesMap(settings: DohSettings): (path: string) => MappedResponse | undefined {
  const custom = headersOf(settings.custom_response_headers)
  const entries = settings.responses_map.map(({ expression, status, content, headers }) => {
    const isRedirect = status >= 300 && status < 400
    const response: MappedResponse = {
      status,
      headers: {
        'content-type': 'text/plain; charset=utf-8',
        ...(settings.server_tokens !== '' && { server: settings.server_tokens }),
        ...(headers ? headersOf(headers) : custom),
        ...(isRedirect && { location: content }),
      },
      content: isRedirect ? '' : content,
    }
    return { regex: readRegex(expression), response }
  })
  return path => entries.find(({ regex }) => regex.test(path))?.response
}

/** Configured headers by name, in lower case as HTTP/2 wants them. */
export const headersOf = (headers: DohSettings['custom_response_headers']): ReplyHeaders =>
  Object.fromEntries(headers.map(({ key, value }) => [key.toLowerCase(), value]))
