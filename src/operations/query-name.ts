// Asks a DNS server one question, with the options of `dnsctl query`.
import { getServers } from 'node:dns'
import { fault } from '../base/errors.ts'
import { type Edns, plainEdns } from '../dns/wire/edns.ts'
import type { Question } from '../dns/wire/record.ts'
import { type Endpoint, parseEndpoint } from '../net/address.ts'
import { ask, type Reply } from '../net/client/ask.ts'

export interface NameQuery {
  readonly question: Question
  /** The first resolver of the system if absent. */
  readonly server?: Endpoint | undefined
  readonly tcp?: boolean
  /** Asks the server to resolve what it does not hold itself (RD). */
  readonly recurse?: boolean
  /** What EDNS carries beyond the defaults; `false` leaves EDNS out. */
  readonly edns?: Partial<Edns> | false
  readonly timeoutMs?: number
  readonly tries?: number
}

/** Sends the query and returns the answer, whatever its rcode; throws if there is none. */
export async function queryName(options: NameQuery): Promise<Reply> {
  const { question, server = systemResolver(), tcp = false, recurse = true, edns = {} } = options
  if (question.type === 'AXFR' || question.type === 'IXFR')
    throw fault(
      'usage-invalid',
      `${question.type} is a zone transfer, which is not one question and one answer`,
    )
  return ask({
    server,
    query: {
      opcode: 'QUERY',
      rcode: 'NOERROR',
      flags: new Set(recurse ? ['rd'] : []),
      questions: [question],
      answers: [],
      authorities: [],
      additionals: [],
      ...(edns && { edns: { ...plainEdns, ...edns } }),
    },
    transport: tcp ? 'tcp' : 'udp',
    ...(options.timeoutMs !== undefined && { timeoutMs: options.timeoutMs }),
    ...(options.tries !== undefined && { tries: options.tries }),
  })
}

/** The resolver that the system names first, in /etc/resolv.conf where there is one. */
function systemResolver(): Endpoint {
  const [first] = getServers()
  if (first === undefined)
    throw fault('query-server-unknown', 'the system names no resolver; name a server: @192.0.2.53')
  return parseEndpoint(first, 53)
}
