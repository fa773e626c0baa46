// A server without keys trusts whoever reaches it on loopback. Web pages do so through the browser of whoever looks at
// them: directly, or by a name of their own that they point at 127.0.0.1. Neither is a client of the API.
import { isIP } from 'node:net'
import { ApiError } from '../errors.ts'
import { type Headers, headerValue } from './signature.ts'

/** Throws AccessDenied for what a web page sent, and for a host name that is not this machine's. */
export function refuseBrowsers(headers: Headers): void {
  const sentByPage = ['origin', 'sec-fetch-site'].find(name => headerValue(headers, name) !== undefined)
  if (sentByPage) throw denied(`requests of web pages (with the header ${sentByPage})`)
  const host = headerValue(headers, 'host') ?? ''
  const name = host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1')
  if (name.toLowerCase() !== 'localhost' && isIP(name) === 0) throw denied(`requests to the host "${name}"`)
}

const denied = (what: string): ApiError =>
  new ApiError('AccessDenied', `This server checks no signatures, and so refuses ${what}`)
