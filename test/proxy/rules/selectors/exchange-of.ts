// Transactions from a few words, for selectors to look at.

import type { Opcode, Rcode } from '../../../../src/dns/codes.ts'
import { parseName } from '../../../../src/dns/name.ts'
import type { Rdata } from '../../../../src/dns/rr/define-type.ts'
import type { Edns } from '../../../../src/dns/wire/edns.ts'
import { encodeMessage, type Flag } from '../../../../src/dns/wire/message.ts'
import type { Transaction } from '../../../../src/proxy/transaction.ts'
import { setAnswer, transactionOf } from '../../transaction-of.ts'

/** What is said of a query and its answer; the rest is as usual. */
export interface Words {
  readonly name?: string
  readonly type?: string
  readonly class?: 'IN' | 'CH' | 'ANY'
  readonly opcode?: Opcode
  readonly flags?: readonly Flag[]
  readonly edns?: Partial<Edns>
  readonly client?: string
  readonly transport?: number
  readonly bind?: number
  readonly sni?: string
  readonly path?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly tags?: Readonly<Record<string, string>>
  /** Octets behind the last record. */
  readonly trailing?: number
  /** If there is an answer: its rcode and records by section, as `type data`. */
  readonly rcode?: Rcode
  readonly records?: readonly (readonly string[])[]
}

/** The transaction of a query, or of its answer if it has an rcode. */
export function exchangeOf(words: Words): Transaction {
  const { client, transport, trailing = 0, rcode } = words
  const query = Buffer.concat([octetsOf(words, 'NOERROR', []), Buffer.alloc(trailing)])
  const t = transactionOf(query, { ...(client && { client }), ...(transport && { transport }) })
  t.bind = words.bind ?? 0
  t.sni = words.sni
  t.decided.tags = words.tags && new Map(Object.entries(words.tags))
  if (words.path !== undefined || words.headers)
    t.http = {
      path: words.path ?? '/',
      method: 'POST',
      scheme: 'https',
      host: 'example.com',
      queryString: '',
      headers: new Map(Object.entries(words.headers ?? {})),
    }
  if (rcode) setAnswer(t, Buffer.concat([octetsOf(words, rcode, ['qr']), Buffer.alloc(trailing)]))
  return t
}

function octetsOf(words: Words, rcode: Rcode, flags: readonly Flag[]): Uint8Array {
  const [answers = [], authorities = [], additionals = []] = words.records ?? []
  return encodeMessage({
    id: 1,
    opcode: words.opcode ?? 'QUERY',
    rcode,
    flags: new Set([...(words.flags ?? []), ...flags]),
    questions: [
      {
        name: parseName(words.name ?? 'www.example.com.'),
        type: words.type ?? 'A',
        class: words.class ?? 'IN',
      },
    ],
    answers: answers.map(recordOf),
    authorities: authorities.map(recordOf),
    additionals: additionals.map(recordOf),
    ...(words.edns && { edns: { version: 0, udpSize: 1232, dnssecOk: false, options: [], ...words.edns } }),
  })
}

function recordOf(text: string) {
  const [type = '', ...data] = text.split(' ')
  return {
    owner: parseName('www.example.com.'),
    type,
    class: 'IN' as const,
    ttl: 60,
    rdata: data.join(' ') as Rdata,
  }
}
