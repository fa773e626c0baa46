// A DNS answer as data, with every record's fields.
import type { DnsClass, Opcode, Rcode } from '../../dns/codes.ts'
import { typeOf } from '../../dns/rr/table.ts'
import type { Edns } from '../../dns/wire/edns.ts'
import type { Flag } from '../../dns/wire/message.ts'
import type { MessageRecord, Question } from '../../dns/wire/record.ts'
import { endpointText } from '../../net/address.ts'
import type { Reply } from '../../net/client/ask.ts'
import type { Transport } from '../../net/client/exchange.ts'

interface RecordJson {
  readonly owner: string
  readonly ttl: number
  readonly class: DnsClass
  readonly type: string
  readonly rdata: string
  /** Absent where the data have no form but `\#`. */
  readonly fields?: Readonly<Record<string, unknown>>
}

export interface QueryJson {
  readonly server: string
  readonly transport: Transport
  readonly ms: number
  /** Octets of the answer. */
  readonly size: number
  readonly header: {
    readonly id: number
    readonly opcode: Opcode
    readonly rcode: Rcode
    readonly flags: Flag[]
  }
  readonly edns?: Edns
  readonly question: readonly Question[]
  readonly answer: readonly RecordJson[]
  readonly authority: readonly RecordJson[]
  readonly additional: readonly RecordJson[]
}

/** Makes the result of `dnsctl query --json`. */
export function queryJson({ message, octets, server, transport, ms }: Reply): QueryJson {
  const { id, opcode, rcode, flags, edns } = message
  return {
    server: endpointText(server),
    transport,
    ms: Math.round(ms * 10) / 10,
    size: octets.length,
    header: { id, opcode, rcode, flags: [...flags] },
    ...(edns && { edns }),
    question: message.questions,
    answer: message.answers.map(recordJson),
    authority: message.authorities.map(recordJson),
    additional: message.additionals.map(recordJson),
  }
}

function recordJson({ owner, ttl, class: recordClass, type, rdata }: MessageRecord): RecordJson {
  const isGeneric = rdata.startsWith('\\#')
  return {
    owner,
    ttl,
    class: recordClass,
    type,
    rdata,
    ...(!isGeneric && { fields: typeOf(type).toFields(rdata) }),
  }
}
