// Derives all that a record type can do from one declaration of its fields.
import { fault } from '../../base/errors.ts'
import type { Name } from '../name.ts'
import { WireReader } from '../wire/reader.ts'
import { WireWriter } from '../wire/writer.ts'
import type { Fields, TypeDeclaration, ValueOf } from './declaration.ts'
import type { FieldKind, JsonSchema } from './field-kind.ts'
import { fieldsCodec } from './fields-codec.ts'
import { absoluteNames, decodeWritten, type TextContext, type Token, tokenize } from './text.ts'

declare const normal: unique symbol

/**
 * One record's data in normal presentation form, on one line, with absolute names: `10 mail.example.com.`
 * Two spellings of the same octets give the same text. Only a record type makes one.
 */
export type Rdata = string & { readonly [normal]: true }

/** Mnemonic in upper case, `MX`, or `TYPEnnn`. */
export type RRTypeName = string

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
  /** Reads what `parse` reads, and what breaks a rule that `parse` minds: others' mistakes can be read and shown. */
  take(text: string, context?: TextContext): Rdata
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
   * taken, as `take` does.
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

/** No text this short, not `2:::/0`, has more octets than a record may; longer data are encoded to see (65535). */
const surelyFits = 16_383

/** Makes a record type of its declaration. */
export function defineType<const F extends Fields>(declaration: TypeDeclaration<F>): RRType<ValueOf<F>> {
  const codec = fieldsCodec(declaration)
  const { name, check, fromScalar, toScalar, virtual = false } = declaration

  const text = codec.writeText as (...args: Parameters<typeof codec.writeText>) => Rdata
  const checkedText = (value: ValueOf<F>): Rdata => {
    const broken = check?.(value) ?? []
    if (broken.length > 0) throw fault('rdata-invalid', broken.join('; '))
    return fittingText(value)
  }
  const fittingText = (value: ValueOf<F>): Rdata => {
    const rdata = text(value)
    if (rdata.length > surelyFits) codec.writeWire(new WireWriter(), value)
    return rdata
  }
  const read = (input: string | readonly Token[], context: TextContext): ValueOf<F> => {
    const tokens = typeof input === 'string' ? tokenize(input) : input
    const octets = virtual ? undefined : genericOctets(tokens)
    return octets ? readGeneric(octets) : codec.readText(tokens, context)
  }

  const type: RRType<ValueOf<F>> = {
    name,
    code: declaration.code,
    rfcs: declaration.rfcs,
    summary: declaration.summary,
    examples: declaration.examples,
    fields: declaration.fields,
    descriptions: declaration.descriptions,
    singleton: declaration.singleton ?? false,
    virtual,
    meta: declaration.meta ?? false,
    schema: schemaOf(declaration),

    parse: (input, context = absoluteNames) => checkedText(read(input, context)),
    take: (input, context = absoluteNames) => fittingText(read(input, context)),
    parseScalar(input, context = absoluteNames) {
      const value = fromScalar?.(input)
      return value ? checkedText(value) : type.parse(input, context)
    },
    toScalar(rdata, nameText) {
      if (!toScalar && codec.nameFields.length === 0) return rdata
      const value = type.toFields(rdata)
      return toScalar?.(value) ?? text(value, nameText)
    },
    fromFields: (input, context = absoluteNames) => checkedText(codec.readJson(input, context)),
    toFields: rdata => codec.readText(tokenize(rdata), absoluteNames),
    fromWire: (octets, offset = 0, length = octets.length - offset) =>
      text(codec.readWire(new WireReader(octets, offset, offset + length))),
    toWire(rdata) {
      const wire = new WireWriter({ size: 64 })
      type.writeWire(wire, rdata)
      return wire.finish()
    },
    writeWire: (wire, rdata) => codec.writeWire(wire, type.toFields(rdata)),
    canonical(rdata) {
      // Letter case is all that changes, and most data have no capitals to begin with.
      if (!codec.canonical || !/[A-Z]/.test(rdata)) return rdata
      return text(codec.canonical(type.toFields(rdata)))
    },
    names(rdata) {
      if (codec.nameFields.length === 0) return []
      const value = type.toFields(rdata)
      return codec.nameFields.map(field => value[field] as Name)
    },
  }

  function readGeneric(octets: Uint8Array): ValueOf<F> {
    const value = decodeWritten(`${name} data after \\#`, () => codec.readWire(new WireReader(octets)))
    // Only a compressed name, which has nothing to point to here, or a field in an odd form comes back changed.
    const wire = new WireWriter({ size: octets.length })
    codec.writeWire(wire, value)
    if (Buffer.compare(octets, wire.finish()) !== 0)
      throw fault('rdata-invalid', `the octets after \\# are not the plain encoding of ${name} data`)
    return value
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
