// Asks the DNS side of this server what it answers.
import type { Name } from '../../dns/name.ts'
import type { RRTypeName } from '../../dns/rr/define-type.ts'
import { plainEdns } from '../../dns/wire/edns.ts'
import type { Endpoint } from '../../net/address.ts'
import { ask, type Reply } from '../../net/client/ask.ts'

/** The network in whose name is asked (RFC 7871). */
export interface ClientSubnet {
  readonly address: string
  readonly sourcePrefix: number
}

const timeoutMs = 1000

/** Asks one question; throws a `query-…` code if no answer comes. */
export function askDns(
  server: Endpoint,
  { name, type, subnet }: { readonly name: Name; readonly type: RRTypeName; readonly subnet?: ClientSubnet },
): Promise<Reply> {
  const options = subnet ? [{ name: 'ECS' as const, ...subnet, scopePrefix: 0 }] : []
  return ask({
    server,
    query: {
      opcode: 'QUERY',
      rcode: 'NOERROR',
      flags: new Set(),
      questions: [{ name, type, class: 'IN' }],
      answers: [],
      authorities: [],
      additionals: [],
      edns: { ...plainEdns, options },
    },
    timeoutMs,
    tries: 1,
  })
}
