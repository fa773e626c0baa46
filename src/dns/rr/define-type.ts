// Derives all that a record type can do from one declaration of its fields.
import { fault } from '../../base/errors.ts'
import type { Name } from '../name.ts'
import { WireReader } from '../wire/reader.ts'
import { WireWriter } from '../wire/writer.ts'
import type { FieldKind, JsonSchema } from './field-kind.ts'
import { absoluteNames, decodeWritten, type TextContext, TextReader, type Token, tokenize } from './text.ts'

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
  /** In the order of the text form. */
  readonly fields: F
  /** What each field is for, for the reference and editors. */
  readonly descriptions: { readonly [K in keyof F]: string }
  /** The wire form, where it is not the fields' one after the other (HIP, LOC). */
  readonly wire?: {
    read(wire: WireReader): ValueOf<F>
    write(wire: WireWriter, value: ValueOf<F>): void
  }
  /** What breaks the type's rules though each field is well formed. */
  readonly check?: (value: ValueOf<F>) => readonly string[]
  /** Makes the fields of a YAML scalar where that is not the presentation form (TXT). */
  readonly fromScalar?: (text: string) => ValueOf<F> | undefined
  /** The inverse of `fromScalar`; undefined where only the presentation form will do. */
  readonly toScalar?: (value: ValueOf<F>) => string | undefined
  /** At most one record in an RRset (CNAME, DNAME, SOA). */
  readonly singleton?: true
  /** A convention of ours or of vendors that never goes on the wire (ALIAS). */
  readonly virtual?: true
  /** Stands in messages only, never in a zone: query types, OPT, TSIG (RFC 6895 §3.1). */
  readonly meta?: true
}

/** A record type: what `defineType` makes of a declaration. `V` is the type of its fields' values. */
export interface RRType<V = Readonly<Record<string, unknown>>> {
  readonly name: RRTypeName
  readonly code: number
  readonly rfcs: readonly number[]
  readonly summary: string
  readonly examples: readonly string[]
  readonly fields: Fields
  readonly descriptions: Readonly<Record<string, string>>
  readonly singleton: boolean
  readonly virtual: boolean
  /** Stands in messages only, never in a zone: query types, OPT, TSIG (RFC 6895 §3.1). */
  readonly meta: boolean
  /** JSON Schema of the structured form. */
  readonly schema: JsonSchema
  /** Reads presentation form, also the `\#` form of RFC 3597 §5; throws with what is wrong. */
  parse(text: string | readonly Token[], context?: TextContext): Rdata
  /** Reads a YAML scalar: the presentation form, but for types whose text is taken as it stands (TXT). */
  parseScalar(text: string, context?: TextContext): Rdata
  /** Writes what `parseScalar` reads; `nameText` writes the names as its context will read them. */
  toScalar(rdata: Rdata, nameText: (name: Name) => string): string
  /** Reads structured input that the schema has accepted. */
  fromFields(input: Readonly<Record<string, unknown>>, context?: TextContext): Rdata
  /** The fields of record data, in a form that the schema accepts and `fromFields` reads. */
  toFields(rdata: Rdata): V
  /**
   * Decodes; names may point back into `octets`, which then is the whole message. What is well formed is
   * taken, even if it breaks a rule that `parse` minds: others' mistakes can be read and shown.
   */
  fromWire(octets: Uint8Array, offset?: number, length?: number): Rdata
  /** Encodes without compression. */
  toWire(rdata: Rdata): Uint8Array
  /** Encodes into a message, compressing where RFC 3597 §4 allows it. */
  writeWire(wire: WireWriter, rdata: Rdata): void
  /** The text that is equal for data that mean the same: names in lower case (RFC 4034 §6.2). */
  canonical(rdata: Rdata): Rdata
  /** The names in the data, in the order of the fields; without making fields where the type has none. */
  names(rdata: Rdata): readonly Name[]
}

export function defineType<const F extends Fields>(declaration: TypeDeclaration<F>): RRType<ValueOf<F>> {
  type V = ValueOf<F>
  const fields = Object.entries(declaration.fields)
  const foldsCase = fields.some(([, kind]) => kind.canonical)
  const nameFields = fields.flatMap(([field, kind]) => (kind.name ? [field] : []))
  const isVirtual = declaration.virtual ?? false

  const collect = (read: (kind: FieldKind<unknown>, field: string, before: V) => unknown): V => {
    const value: Record<string, unknown> = {}
    for (const [field, kind] of fields) value[field] = read(kind, field, value as V)
    return value as V
  }
  const text = (value: V, nameText?: (name: Name) => string): Rdata => {
    let words = ''
    for (const [field, kind] of fields) {
      const word = nameText && kind.name ? nameText(value[field] as Name) : kind.writeText(value[field])
      if (word !== '') words += words === '' ? word : ` ${word}`
    }
    return words as Rdata
  }
  const checkedText = (value: V): Rdata => {
    const broken = declaration.check?.(value) ?? []
    if (broken.length > 0) throw fault('rdata-invalid', broken.join('; '))
    return text(value)
  }
  const readTokens = (tokens: readonly Token[], context: TextContext): V => {
    const reader = new TextReader(tokens)
    const value = collect((kind, field, before) => kind.readText(reader, context, field, before))
    reader.end()
    return value
  }
  const readWire = (wire: WireReader): V => {
    const value =
      declaration.wire?.read(wire) ?? collect((kind, _field, before) => kind.readWire(wire, before))
    if (wire.left > 0) throw fault('wire-malformed', `${type.name} data has ${wire.left} octets too many`)
    return value
  }
  const readJson = (input: unknown, context: TextContext, field: string, before: V): unknown => {
    const kind = declaration.fields[field]!
    if (input === undefined && kind.fallback !== undefined) return kind.fallback
    return kind.fromJson ? kind.fromJson(input, context, field, before) : input
  }

  const type: RRType<V> = {
    name: declaration.name,
    code: declaration.code,
    rfcs: declaration.rfcs,
    summary: declaration.summary,
    examples: declaration.examples,
    fields: declaration.fields,
    descriptions: declaration.descriptions,
    singleton: declaration.singleton ?? false,
    virtual: isVirtual,
    meta: declaration.meta ?? false,
    schema: schemaOf(declaration),
    parse(input, context = absoluteNames) {
      const tokens = typeof input === 'string' ? tokenize(input) : input
      const octets = isVirtual ? undefined : genericOctets(tokens)
      if (!octets) return checkedText(readTokens(tokens, context))
      const value = decodeWritten(`${type.name} data after \\#`, () => readWire(new WireReader(octets)))
      // Only a compressed name, which has nothing to point to here, or a field in an odd form comes back changed.
      if (Buffer.compare(octets, type.toWire(text(value))) !== 0)
        throw fault('rdata-invalid', `the octets after \\# are not the plain encoding of ${type.name} data`)
      return checkedText(value)
    },
    parseScalar(input, context = absoluteNames) {
      const value = declaration.fromScalar?.(input)
      return value ? checkedText(value) : type.parse(input, context)
    },
    toScalar(rdata, nameText) {
      if (!declaration.toScalar && nameFields.length === 0) return rdata
      const value = type.toFields(rdata)
      return declaration.toScalar?.(value) ?? text(value, nameText)
    },
    fromFields: (input, context = absoluteNames) =>
      checkedText(collect((_kind, field, before) => readJson(input[field], context, field, before))),
    toFields: rdata => readTokens(tokenize(rdata), absoluteNames),
    fromWire: (octets, offset = 0, length = octets.length - offset) =>
      text(readWire(new WireReader(octets, offset, offset + length))),
    toWire(rdata) {
      const wire = new WireWriter({ size: 64 })
      type.writeWire(wire, rdata)
      return wire.finish()
    },
    writeWire(wire, rdata) {
      const value = type.toFields(rdata)
      if (declaration.wire) return declaration.wire.write(wire, value)
      for (const [field, kind] of fields) kind.writeWire(wire, value[field], value)
    },
    canonical(rdata) {
      // Letter case is all that changes, and most data have no capitals to begin with.
      if (!foldsCase || !/[A-Z]/.test(rdata)) return rdata
      const value = type.toFields(rdata)
      return text(collect((kind, field) => (kind.canonical ? kind.canonical(value[field]) : value[field])))
    },
    names(rdata) {
      if (nameFields.length === 0) return []
      const value = type.toFields(rdata)
      return nameFields.map(field => value[field] as Name)
    },
  }
  return type
}

type Described = Pick<TypeDeclaration<Fields>, 'fields' | 'descriptions' | 'examples'>

function schemaOf({ fields, descriptions, examples }: Described): JsonSchema {
  const kinds = Object.entries(fields)
  const property = ([field, { label, schema, fallback }]: [string, FieldKind<unknown>]) => [
    field,
    {
      ...schema,
      description: `${descriptions[field]} (${label})`,
      // What messages call the values that fit; ranges say it themselves.
      ...(schema.pattern !== undefined && { title: label }),
      ...(fallback !== undefined && { default: fallback }),
    },
  ]
  return {
    type: 'object',
    description: `As text: ${examples.join(' or ')}`,
    properties: Object.fromEntries(kinds.map(property)),
    required: kinds.filter(([, kind]) => kind.fallback === undefined).map(([field]) => field),
    additionalProperties: false,
  }
}

/** The octets of the `\#` form, or undefined if the tokens are not of that form (RFC 3597 §5). */
export function genericOctets(tokens: readonly Token[]): Uint8Array | undefined {
  if (tokens[0]?.text !== '\\#' || tokens[0].quoted) return undefined
  const [, length = '', ...digits] = tokens.map(token => token.text)
  const hex = digits.join('')
  if (!/^\d+$/.test(length)) throw fault('rdata-syntax', 'the length after \\# is missing')
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
