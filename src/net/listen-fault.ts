// Why listening failed, in our codes.
import { type DnsctlError, type ErrorCode, fault } from '../base/errors.ts'
import { type Endpoint, endpointText } from './address.ts'

/** Makes the error of a bind or listen that the system refused. */
export function listenFault(
  error: NodeJS.ErrnoException,
  endpoint: Endpoint,
  transport: 'udp' | 'tcp',
): DnsctlError {
  const code = codeOf[error.code ?? ''] ?? 'listen-failed'
  const message = `cannot listen on ${endpointText(endpoint)} (${transport}): ${error.code ?? error.message}`
  return fault(code, message, undefined, { cause: error })
}

const codeOf: Readonly<Record<string, ErrorCode>> = {
  EADDRINUSE: 'listen-in-use',
  EACCES: 'listen-denied',
  EPERM: 'listen-denied',
}
