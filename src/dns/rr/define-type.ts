// Derives all that a record type can do from one declaration of its fields.
import { fault } from '../../base/errors.ts'
import { WireReader } from '../wire/reader.ts'
import { WireWriter } from '../wire/writer.ts'
import type { FieldKind, JsonSchema } from './field-kind.ts'
import { absoluteNames, type TextContext, TextReader, type Token, tokenize } from './text.ts'

declare const normal: unique symbol

/**
 * One record's data in normal presentation form, on one line, with absolute names: `10 mail.example.com.`
 * Two spellings of the same octets give the same text. Only a record type makes one.
 */
export type Rdata = string & { readonly [normal]: true }

/** Mnemonic in upper case, `MX`, or `TYPEnnn`. */
export type RRTypeName = string

// biome-ignore lint/suspicious/noExplicitAny: a table of kinds with different values has no narrower type
type Fields = Readonly<Record<string, FieldKind<any>>>
type ValueOf<F extends Fields> = { readonly [K in keyof F]: F[K] extends FieldKind<infer V> ? V : never }

export interface TypeDeclaration<F extends Fields> {
  readonly name: RRTypeName
  readonly code: number
  /** Numbers of the RFCs that define it; empty for types of a vendor. */
  readonly rfcs: readonly number[]
  /** One line for the reference. */
  readonly summary: string
  /** Examples in text form, for the reference and editors. */
  readonly examples: readonly string[]
  readonly fields: F
  /** What breaks the type's rules though each field is well formed. */
  readonly check?: (value: ValueOf<F>) => readonly string[]
  /** Makes the fields of a YAML scalar where that is not the presentation form (TXT). */
  readonly fromScalar?: (text: string) => ValueOf<F> | undefined
  /** At most one record in an RRset (CNAME, DNAME, SOA). */
  readonly singleton?: true
  /** A convention of ours or of vendors that never goes on the wire (ALIAS). */
  readonly virtual?: true
}

/** A record type: what `defineType` makes of a declaration. `V` is the type of its fields' values. */
export interface RRType<V = Readonly<Record<string, unknown>>> {
  readonly name: RRTypeName
  readonly code: number
  readonly rfcs: readonly number[]
  readonly summary: string
  readonly examples: readonly string[]
  readonly fields: Fields
  readonly singleton: boolean
  readonly virtual: boolean
  /** JSON Schema of the structured form. */
  readonly schema: JsonSchema
  /** Reads presentation form, also the `\#` form of RFC 3597 §5; throws with what is wrong. */
  parse(text: string | readonly Token[], context?: TextContext): Rdata
  /** Reads a YAML scalar: the presentation form, but for types whose text is taken as it stands (TXT). */
  parseScalar(text: string, context?: TextContext): Rdata
  /** Reads structured input that the schema has accepted. */
  fromFields(input: Readonly<Record<string, unknown>>, context?: TextContext): Rdata
  /** The fields of record data. */
  toFields(rdata: Rdata): V
  /** Decodes; names may point back into `octets`, which then is the whole message. */
  fromWire(octets: Uint8Array, offset?: number, length?: number): Rdata
  /** Encodes without compression. */
  toWire(rdata: Rdata): Uint8Array
  /** Encodes into a message, compressing where RFC 3597 §4 allows it. */
  writeWire(wire: WireWriter, rdata: Rdata): void
  /** The text that is equal for data that mean the same: names in lower case (RFC 4034 §6.2). */
  canonical(rdata: Rdata): Rdata
}

export function defineType<const F extends Fields>(declaration: TypeDeclaration<F>): RRType<ValueOf<F>> {
  type V = ValueOf<F>
  const fields = Object.entries(declaration.fields)
  const isVirtual = declaration.virtual ?? false
  const foldsCase = fields.some(([, kind]) => kind.canonical)

  const collect = (read: (kind: FieldKind<unknown>, field: string) => unknown): V => {
    const value: Record<string, unknown> = {}
    for (const [field, kind] of fields) value[field] = read(kind, field)
    return value as V
  }
  const text = (value: V): Rdata => {
    const words: string[] = []
    for (const [field, kind] of fields) {
      const word = kind.writeText(value[field])
      if (word !== '') words.push(word)
    }
    return words.join(' ') as Rdata
  }
  const checkedText = (value: V): Rdata => {
    const broken = declaration.check?.(value) ?? []
    if (broken.length > 0) throw fault('rdata-invalid', broken.join('; '))
    return text(value)
  }
  const readTokens = (tokens: readonly Token[], context: TextContext): V => {
    const reader = new TextReader(tokens)
    const value = collect((kind, field) => kind.readText(reader, context, field))
    reader.end()
    return value
  }

  const type: RRType<V> = {
    name: declaration.name,
    code: declaration.code,
    rfcs: declaration.rfcs,
    summary: declaration.summary,
    examples: declaration.examples,
    fields: declaration.fields,
    singleton: declaration.singleton ?? false,
    virtual: isVirtual,
    schema: {
      type: 'object',
      properties: Object.fromEntries(fields.map(([field, kind]) => [field, kind.schema])),
      required: fields.map(([field]) => field),
      additionalProperties: false,
    },
    parse(input, context = absoluteNames) {
      const tokens = typeof input === 'string' ? tokenize(input) : input
      const generic = genericOctets(tokens)
      if (generic && !isVirtual) return type.fromWire(generic)
      return checkedText(readTokens(tokens, context))
    },
    parseScalar(input, context = absoluteNames) {
      const value = declaration.fromScalar?.(input)
      return value ? checkedText(value) : type.parse(input, context)
    },
    fromFields(input, context = absoluteNames) {
      return checkedText(
        collect((kind, field) =>
          kind.fromJson ? kind.fromJson(input[field], context, field) : input[field],
        ),
      )
    },
    toFields: rdata => readTokens(tokenize(rdata), absoluteNames),
    fromWire(octets, offset = 0, length = octets.length - offset) {
      const wire = new WireReader(octets, offset, offset + length)
      const value = collect(kind => kind.readWire(wire))
      if (wire.left > 0) throw fault('wire-malformed', `${type.name} data has ${wire.left} octets too many`)
      return checkedText(value)
    },
    toWire(rdata) {
      const wire = new WireWriter({ size: 64 })
      type.writeWire(wire, rdata)
      return wire.finish()
    },
    writeWire(wire, rdata) {
      const value = type.toFields(rdata)
      for (const [field, kind] of fields) kind.writeWire(wire, value[field])
    },
    canonical(rdata) {
      if (!foldsCase) return rdata
      const value = type.toFields(rdata)
      return text(collect((kind, field) => (kind.canonical ? kind.canonical(value[field]) : value[field])))
    },
  }
  return type
}

/** The octets of the `\#` form, or undefined if the tokens are not of that form (RFC 3597 §5). */
export function genericOctets(tokens: readonly Token[]): Uint8Array | undefined {
  if (tokens[0]?.text !== '\\#' || tokens[0].quoted) return undefined
  const [, length, ...digits] = tokens.map(token => token.text)
  const hex = digits.join('')
  if (!/^\d+$/.test(length ?? '')) throw fault('rdata-syntax', 'the length after \\# is missing')
  if (!/^(?:[0-9a-f]{2})*$/i.test(hex))
    throw fault('rdata-syntax', 'the data after \\# are not whole hexadecimal octets')
  if (hex.length / 2 !== Number(length))
    throw fault('rdata-syntax', `\\# announces ${length} octets and ${hex.length / 2} follow`)
  return Buffer.from(hex, 'hex')
}

/** Writes octets in the `\#` form. */
export function genericText(octets: Uint8Array): Rdata {
  const hex = Buffer.from(octets).toString('hex')
  return `\\# ${octets.length}${hex && ` ${hex}`}` as Rdata
}
