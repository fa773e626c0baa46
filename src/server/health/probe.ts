// Looks at a server once, as Route 53's checkers do: a TCP connection, or an HTTP request that is answered with a
// status of 200 to 399 and, if wanted, a text in the first octets of the body. Certificates are not validated, and
// redirects are not followed.
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { connect, isIP } from 'node:net'
import { createSecureContext, type SecureContext } from 'node:tls'
import { type ProbeCheck, usualPorts } from '../../dns/routing.ts'
import type { ProbeResult } from './check-state.ts'
import { hostLookup, systemResolver } from './host-lookup.ts'

/** Looks at a server; never throws. The signal ends it early. */
export type Probe = (check: ProbeCheck, signal: AbortSignal) => Promise<ProbeResult>

/** How far into the body the text is looked for (Route 53 Developer Guide, "How Route 53 determines…"). */
const searchedOctets = 5120

/** Looks at the server over the network. */
export const probeServer: Probe = async (check, signal) => {
  const deadline = AbortSignal.timeout(check.timeout * 1000)
  const ended = AbortSignal.any([signal, deadline])
  try {
    return await (check.type === 'tcp' ? probeTcp(check, ended) : probeHttp(check, ended))
  } catch (error) {
    const detail = deadline.aborted ? `no answer within ${check.timeout} s` : reasonOf(error as Error)
    return { isGood: false, detail }
  }
}

const reasonOf = (error: NodeJS.ErrnoException): string =>
  (error.code && !error.message.includes(error.code)
    ? `${error.code}: ${error.message}`
    : error.message
  ).trim()

/** Where to connect, and how to find it. */
const targetOf = ({ type, host, address, port }: ProbeCheck, signal: AbortSignal) => ({
  host: address ?? host ?? '',
  port: port ?? usualPorts[type] ?? 0,
  lookup: hostLookup(systemResolver(), signal),
  signal,
})

function probeTcp(check: ProbeCheck, signal: AbortSignal): Promise<ProbeResult> {
  return new Promise((resolve, reject) => {
    const socket = connect(targetOf(check, signal))
    socket.on('error', reject)
    socket.once('connect', () => {
      socket.destroy()
      resolve({ isGood: true, detail: 'connected' })
    })
  })
}

async function probeHttp(check: ProbeCheck, signal: AbortSignal): Promise<ProbeResult> {
  const response = await firstResponse(check, signal)
  const status = response.statusCode ?? 0
  const detail = `HTTP status ${status}`
  try {
    if (status < 200 || status > 399) return { isGood: false, detail }
    if (check.contains === undefined) return { isGood: true, detail }
    const isFound = (await startOf(response)).includes(check.contains)
    return { isGood: isFound, detail: `${detail}, text ${isFound ? 'found' : 'not found'}` }
  } finally {
    response.destroy()
  }
}

type SecureRequestOptions = RequestOptions & {
  readonly servername?: string
  readonly rejectUnauthorized?: boolean
  readonly secureContext?: SecureContext
}

/** One for all checks: to make it takes a third of what a probe does. */
let context: SecureContext | undefined

function firstResponse(check: ProbeCheck, signal: AbortSignal): Promise<IncomingMessage> {
  const { type, host, path = '/' } = check
  const options: SecureRequestOptions = {
    ...targetOf(check, signal),
    path,
    agent: false,
    headers: {
      ...(host !== undefined && { host: hostHeader(check, host) }),
      'user-agent': 'dnsctl health check',
      connection: 'close',
    },
    ...(type === 'https' && {
      rejectUnauthorized: false,
      secureContext: (context ??= createSecureContext()),
      ...(host !== undefined && isIP(host) === 0 && { servername: host }),
    }),
  }
  return new Promise((resolve, reject) => {
    const request = type === 'https' ? httpsRequest(options, resolve) : httpRequest(options, resolve)
    request.on('error', reject)
    // An answer may be none of HTTP's: with 101 the server goes on in another protocol.
    request.on('close', () => reject(new Error('no answer of HTTP before the connection ended')))
    request.end()
  })
}

function hostHeader({ type, port = usualPorts[type] }: ProbeCheck, host: string): string {
  return port === usualPorts[type] ? host : `${host}:${port}`
}

async function startOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of response) {
    chunks.push(chunk as Buffer)
    length += (chunk as Buffer).length
    if (length >= searchedOctets) break
  }
  return Buffer.concat(chunks).subarray(0, searchedOctets).toString('utf8')
}
