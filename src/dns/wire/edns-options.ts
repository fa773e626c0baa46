// EDNS options, each with how it is read and written; one that is not here stays octets (RFC 6891 §6.1.2).
import { fault } from '../../base/errors.ts'
import { ipv4, ipv6 } from '../rr/kinds/addresses.ts'
import { WireReader } from './reader.ts'
import { WireWriter } from './writer.ts'

/** Octets in lower-case hexadecimal. */
type Hex = string

interface OptionBody<Value> {
  readonly code: number
  /** Reads up to the reader's end, which is the option's. */
  read(wire: WireReader): Value
  write(wire: WireWriter, value: Value): void
}

const option = <Value>(body: OptionBody<Value>): OptionBody<Value> => body

const hexOf = (octets: Uint8Array): Hex => Buffer.from(octets).toString('hex')

const bodies = {
  /** RFC 5001: empty in a query, the server's name for itself in an answer. */
  NSID: option<{ readonly id: Hex }>({
    code: 3,
    read: wire => ({ id: hexOf(wire.rest()) }),
    write: (wire, { id }) => wire.bytes(Buffer.from(id, 'hex')),
  }),

  /** RFC 7871 §6. */
  ECS: option<{ readonly address: string; readonly sourcePrefix: number; readonly scopePrefix: number }>({
    code: 8,
    read: readClientSubnet,
    write: writeClientSubnet,
  }),

  /** RFC 7873 §4: 8 octets of the client's, and 8 to 32 of the server's once it gave them. */
  COOKIE: option<{ readonly client: Hex; readonly server?: Hex }>({
    code: 10,
    read(wire) {
      const client = hexOf(wire.bytes(8))
      if (wire.left === 0) return { client }
      if (wire.left < 8 || wire.left > 32)
        throw fault('wire-malformed', `a server cookie has 8 to 32 octets, not ${wire.left}`)
      return { client, server: hexOf(wire.rest()) }
    },
    write: (wire, { client, server = '' }) => wire.bytes(Buffer.from(client + server, 'hex')),
  }),

  /** RFC 7828 §3: empty in a query, the idle time in units of 100 ms in an answer. */
  KEEPALIVE: option<{ readonly timeoutMs?: number }>({
    code: 11,
    read: wire => (wire.left === 0 ? {} : { timeoutMs: wire.u16() * 100 }),
    write(wire, { timeoutMs }) {
      if (timeoutMs !== undefined) wire.u16(timeoutMs / 100)
    },
  }),

  /** RFC 7830 §3: zeros, whose only meaning is their number. */
  PADDING: option<{ readonly length: number }>({
    code: 12,
    read: wire => ({ length: wire.rest().length }),
    write: (wire, { length }) => wire.bytes(new Uint8Array(length)),
  }),

  /** RFC 8914 §2: why an answer is what it is; `codes.ts` has the names of the info codes. */
  EDE: option<{ readonly infoCode: number; readonly text: string }>({
    code: 15,
    // Some servers end the text with a zero octet, which is not part of it (RFC 8914 §2).
    read: wire => ({
      infoCode: wire.u16(),
      text: Buffer.from(wire.rest()).toString('utf8').replace(/\0+$/, ''),
    }),
    write(wire, { infoCode, text }) {
      wire.u16(infoCode)
      wire.bytes(Buffer.from(text, 'utf8'))
    },
  }),
}

type Bodies = typeof bodies
type Known = {
  [K in keyof Bodies]: { readonly name: K } & (Bodies[K] extends OptionBody<infer V> ? V : never)
}[keyof Bodies]

/** One EDNS option; `OPTnnn` is one whose meaning is not known here. */
export type EdnsOption = Known | { readonly name: `OPT${number}`; readonly data: Hex }

const nameOf = new Map(Object.entries(bodies).map(([name, body]) => [body.code, name as keyof Bodies]))

/** Reads one option: code, length, data. Throws `wire-malformed` also if the data break the option's RFC. */
export function readOption(wire: WireReader): EdnsOption {
  const code = wire.u16()
  const data = wire.section(wire.u16())
  const name = nameOf.get(code)
  if (!name) return { name: `OPT${code}`, data: hexOf(data.rest()) }
  const value = bodies[name].read(data)
  if (data.left > 0) throw fault('wire-malformed', `EDNS option ${name} has ${data.left} octets too many`)
  return { name, ...value } as EdnsOption
}

/** Writes one option. */
export function writeOption(wire: WireWriter, edns: EdnsOption): void {
  if ('data' in edns) {
    wire.u16(Number(edns.name.slice('OPT'.length)))
    wire.lengthPrefixed(() => wire.bytes(Buffer.from(edns.data, 'hex')))
  } else {
    // The union's members and the table's entries go by the same names, which the compiler cannot follow.
    const body = bodies[edns.name] as OptionBody<EdnsOption>
    wire.u16(body.code)
    wire.lengthPrefixed(() => body.write(wire, edns))
  }
}

const families = [
  // Who asks not to be told apart may leave the family out, too; there is no address then.
  { family: 0, octets: 0, kind: undefined },
  { family: 1, octets: 4, kind: ipv4 },
  { family: 2, octets: 16, kind: ipv6 },
]

function readClientSubnet(wire: WireReader) {
  const family = wire.u16()
  const sourcePrefix = wire.u8()
  const scopePrefix = wire.u8()
  const form = families.find(f => f.family === family)
  if (!form) throw fault('wire-malformed', `client subnet family ${family} is unknown`)
  if (Math.max(sourcePrefix, scopePrefix) > form.octets * 8)
    throw fault('wire-malformed', `client subnet prefix is longer than ${form.octets * 8} bits`)
  const octets = new Uint8Array(form.octets)
  octets.set(wire.bytes(Math.ceil(sourcePrefix / 8)))
  if (octets.some((octet, i) => octet & ~maskOctet(sourcePrefix, i)))
    throw fault('wire-malformed', 'the client subnet has bits behind its prefix')
  return { address: form.kind?.readWire(new WireReader(octets), {}) ?? '', sourcePrefix, scopePrefix }
}

function writeClientSubnet(
  wire: WireWriter,
  subnet: { readonly address: string; readonly sourcePrefix: number; readonly scopePrefix: number },
): void {
  const form = families[subnet.address === '' ? 0 : subnet.address.includes(':') ? 2 : 1]!
  const octets = new WireWriter({ size: form.octets })
  form.kind?.writeWire(octets, subnet.address, {})
  wire.u16(form.family)
  wire.u8(subnet.sourcePrefix)
  wire.u8(subnet.scopePrefix)
  const kept = octets.finish().subarray(0, Math.ceil(subnet.sourcePrefix / 8))
  wire.bytes(kept.map((octet, i) => octet & maskOctet(subnet.sourcePrefix, i)))
}

/** The bits of octet `index` that a prefix covers. */
const maskOctet = (prefix: number, index: number): number =>
  0xff & (0xff << (8 - Math.min(8, Math.max(0, prefix - 8 * index))))
