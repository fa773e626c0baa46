// Signature Version 4: what is signed, and with which key (AWS: "Create a signed AWS API request").
import { createHash, createHmac } from 'node:crypto'
import { compareText } from '../../../base/compare-text.ts'
import type { QueryParameter, RequestTarget } from '../request-target.ts'

/** Names and values as sent, repeated ones too. */
export type Headers = readonly (readonly [name: string, value: string])[]

/** What identifies a request beside its body. */
export interface SignedRequest extends RequestTarget {
  readonly method: string
  readonly headers: Headers
}

/** For which day, region and service a signing key is made. */
export interface Scope {
  readonly date: string
  readonly region: string
  readonly service: string
}

/** The only algorithm. */
export const algorithm = 'AWS4-HMAC-SHA256'

/** Computes the signature of a request, in hex. */
export function signatureOf(
  secret: string,
  scope: Scope,
  time: string,
  signedHeaders: readonly string[],
  request: SignedRequest,
  body: Uint8Array,
): string {
  const canonical = canonicalRequest(request, signedHeaders, sha256(body))
  const { date, region, service } = scope
  const stringToSign = [algorithm, time, `${date}/${region}/${service}/aws4_request`, sha256(canonical)].join(
    '\n',
  )
  const key = [date, region, service, 'aws4_request'].reduce<Buffer>(hmac, Buffer.from(`AWS4${secret}`))
  return hmac(key, stringToSign).toString('hex')
}

/** The hex digest of octets, or of a text in UTF-8. */
export const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex')

const hmac = (key: Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest()

/** Writes a request in the form that is hashed and signed. */
export function canonicalRequest(
  { method, path, query, headers }: SignedRequest,
  signedHeaders: readonly string[],
  payloadHash: string,
): string {
  const lines = signedHeaders.map(name => `${name}:${headerValue(headers, name) ?? ''}\n`)
  return [
    method,
    canonicalPath(path),
    canonicalQuery(query),
    lines.join(''),
    signedHeaders.join(';'),
    payloadHash,
  ].join('\n')
}

/** The values of a header, one after the other, with single blanks; undefined if there is none. */
export function headerValue(headers: Headers, name: string): string | undefined {
  const values = headers.filter(([own]) => own.toLowerCase() === name).map(([, value]) => value)
  return values.length === 0 ? undefined : values.map(value => value.trim().replace(/\s+/g, ' ')).join(',')
}

/** Without dots and empty segments; what is encoded already is encoded again, as every service but S3 has it. */
function canonicalPath(path: string): string {
  const segments: string[] = []
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue
    if (segment === '..') segments.pop()
    else segments.push(encoded(segment))
  }
  const end = path.endsWith('/') && segments.length > 0 ? '/' : ''
  return `/${segments.join('/')}${end}`
}

const canonicalQuery = (query: readonly QueryParameter[]): string =>
  query
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [encoded(name), encoded(value)] as const)
    .toSorted(([a, v], [b, w]) => compareText(a, b) || compareText(v, w))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')

/** Encodes all but what RFC 3986 §2.3 calls unreserved. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, mark => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
