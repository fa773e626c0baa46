// The forms of single service parameters, by key (RFC 9460 §7 and §8, RFC 9461 §5, RFC 9540 §4; IANA "SvcParamKeys").
import { fault } from '../../../base/errors.ts'
import type { WireReader } from '../../wire/reader.ts'
import type { WireWriter } from '../../wire/writer.ts'
import type { FieldKind, JsonSchema } from '../field-kind.ts'
import { absoluteNames, TextReader } from '../text.ts'
import { ipv4, ipv6 } from './addresses.ts'
import { u16 } from './numbers.ts'
import { base64 } from './octets.ts'
import { escapeOctets, remainingText, unescapeOctets } from './strings.ts'

// biome-ignore lint/suspicious/noExplicitAny: a table of forms with different values has no narrower type
export interface ParamForm<V = any> {
  /** Reads what stands behind the equals sign, without quotes. */
  parse(text: string, name: string): V
  /** What stands behind the equals sign; empty if there is no need of one. */
  writeText(value: V): string
  readWire(wire: WireReader): V
  writeWire(wire: WireWriter, value: V): void
  readonly schema: JsonSchema
  /** Makes the value of structured input that the schema has accepted. */
  fromJson(input: unknown, name: string): V
}

/** A parameter whose value is that of a record's field. */
function single<V>(kind: FieldKind<V>): ParamForm<V> {
  return {
    parse: (text, name) => kind.readText(new TextReader([{ text, quoted: false }]), absoluteNames, name, {}),
    writeText: kind.writeText,
    readWire: wire => kind.readWire(wire, {}),
    writeWire: (wire, value) => kind.writeWire(wire, value, {}),
    schema: kind.schema,
    fromJson: (input, name) => (kind.fromJson ? kind.fromJson(input, absoluteNames, name, {}) : (input as V)),
  }
}

/** One or more words with commas between. */
function list(kind: FieldKind<string>): ParamForm<readonly string[]> {
  const { parse, readWire, writeWire, schema } = single(kind)
  return {
    parse: (text, name) => text.split(',').map(item => parse(item, name)),
    writeText: values => values.join(','),
    readWire(wire) {
      const values = [readWire(wire)]
      while (wire.left > 0) values.push(readWire(wire))
      return values
    },
    writeWire(wire, values) {
      for (const value of values) writeWire(wire, value)
    },
    schema: { type: 'array', items: schema, minItems: 1 },
    fromJson: (input, name) => (input as string[]).map(item => parse(item, name)),
  }
}

/** A parameter that is there or not; its value is `true`. */
const flag: ParamForm<true> = {
  parse(text, name) {
    if (text !== '') throw fault('rdata-syntax', `${name} takes no value, not "${text}"`)
    return true
  },
  writeText: () => '',
  readWire: () => true,
  writeWire: () => {},
  schema: { const: true },
  fromJson: () => true,
}

/** Keys that a client has to understand, in order and without `mandatory` itself (RFC 9460 §8). */
const mandatory: ParamForm<readonly string[]> = {
  parse: (text, name) => mandatoryNames(text.split(',').map(paramKey), name),
  writeText: names => names.map(name => textName(paramKey(name))).join(','),
  readWire(wire) {
    const keys = [wire.u16()]
    while (wire.left > 0) keys.push(wire.u16())
    if (keys.some((key, i) => key === 0 || key <= (keys[i - 1] ?? 0)))
      throw fault('wire-malformed', `mandatory keys ${keys.join(', ')} are not in order`)
    return keys.map(paramName)
  },
  writeWire(wire, names) {
    for (const name of names) wire.u16(paramKey(name))
  },
  schema: { type: 'array', items: { type: 'string' }, minItems: 1 },
  fromJson: (input, name) => mandatoryNames((input as string[]).map(paramKey), name),
}

function mandatoryNames(keys: readonly number[], name: string): readonly string[] {
  const sorted = [...keys].sort((a, b) => a - b)
  const odd = sorted.find((key, i) => key === 0 || key === sorted[i + 1])
  if (odd !== undefined)
    throw fault('rdata-invalid', `${name} names ${paramName(odd)}, which it may not, or may only once`)
  return sorted.map(paramName)
}

/** Protocol identifiers; in text, a backslash keeps a comma or backslash in one (RFC 9460 appendix A.1). */
const alpn: ParamForm<readonly string[]> = {
  parse: (text, name) => splitAtCommas(unescapeOctets(text)).map(id => checkedId(id, name)),
  writeText(ids) {
    const octets = ids.map(id =>
      [...unescapeOctets(id)].flatMap(o => (o === comma || o === backslash ? [backslash, o] : [o])),
    )
    return `"${escapeOctets(Uint8Array.from(octets.flatMap((id, i) => (i === 0 ? id : [comma, ...id]))))}"`
  },
  readWire(wire) {
    const ids: string[] = []
    do ids.push(checkedId(wire.bytes(wire.u8()), 'alpn', 'wire-malformed'))
    while (wire.left > 0)
    return ids
  },
  writeWire(wire, ids) {
    for (const octets of ids.map(unescapeOctets)) {
      wire.u8(octets.length)
      wire.bytes(octets)
    }
  },
  schema: { type: 'array', items: { type: 'string', minLength: 1 }, minItems: 1 },
  fromJson: (input, name) => (input as string[]).map(id => checkedId(unescapeOctets(id), name)),
}

const comma = 0x2c
const backslash = 0x5c

function checkedId(
  octets: Uint8Array,
  name: string,
  code: 'rdata-syntax' | 'wire-malformed' = 'rdata-syntax',
): string {
  if (octets.length === 0 || octets.length > 255)
    throw fault(code, `${name} has an identifier of ${octets.length} octets; it has 1 to 255`)
  return escapeOctets(octets)
}

function splitAtCommas(octets: Uint8Array): Uint8Array[] {
  const items: number[][] = [[]]
  for (let i = 0; i < octets.length; i++) {
    if (octets[i] === comma) items.push([])
    else {
      if (octets[i] === backslash && ++i === octets.length)
        throw fault('rdata-syntax', 'a list ends in a backslash that escapes nothing')
      items.at(-1)!.push(octets[i]!)
    }
  }
  return items.map(item => Uint8Array.from(item))
}

const text = single(remainingText)

/** The value of a key without a form: any octets. */
const octetsForm: ParamForm<string> = {
  ...text,
  writeText: value => (value === '' ? '' : text.writeText(value)),
}

interface Param {
  readonly name: string
  readonly form: ParamForm
  readonly description: string
}

/** The parameters that have names; the place in the list is the key. */
export const params: readonly Param[] = [
  { name: 'mandatory', form: mandatory, description: 'Parameters that a client must understand' },
  { name: 'alpn', form: alpn, description: 'Protocols, such as h2 and h3' },
  { name: 'no-default-alpn', form: flag, description: 'The default protocol of the scheme is not spoken' },
  { name: 'port', form: single(u16), description: 'The port, where it is not that of the scheme' },
  {
    name: 'ipv4hint',
    form: list(ipv4),
    description: 'Addresses to try while those of the target are looked up',
  },
  { name: 'ech', form: single(base64), description: 'The configuration of Encrypted ClientHello' },
  {
    name: 'ipv6hint',
    form: list(ipv6),
    description: 'Addresses to try while those of the target are looked up',
  },
  { name: 'dohpath', form: text, description: 'The URI template of DNS over HTTPS, /dns-query{?dns}' },
  { name: 'ohttp', form: flag, description: 'The service takes requests by Oblivious HTTP' },
]

/** Servers refuse a zone with a name that they do not know; those of RFC 9460 are known to all. */
const lastKeyWrittenByName = 6

/** The form of a key's value. */
export const paramForm = (key: number): ParamForm => params[key]?.form ?? octetsForm

/** A key's name, or `keyNNNNN` (RFC 9460 §2.1). */
export const paramName = (key: number): string => params[key]?.name ?? `key${key}`

/** How the normal text form writes a key. */
export const textName = (key: number): string => (key <= lastKeyWrittenByName ? paramName(key) : `key${key}`)

/** The key of a name; throws `rdata-syntax`. */
export function paramKey(name: string): number {
  const known = params.findIndex(param => param.name === name)
  if (known >= 0) return known
  const key = /^key(0|[1-9]\d{0,4})$/.exec(name)?.[1]
  if (key === undefined || Number(key) > 0xffff)
    throw fault('rdata-syntax', `parameter "${name}" is neither known nor of the form key667`)
  return Number(key)
}
