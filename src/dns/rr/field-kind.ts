// What a kind of field knows: its text, wire, JSON Schema and canonical form. The kinds are in kinds/.
import type { JsonSchema } from '../../base/json-schema.ts'
import type { WireReader } from '../wire/reader.ts'
import type { WireWriter } from '../wire/writer.ts'
import type { TextContext, TextReader } from './text.ts'

export type { JsonSchema } from '../../base/json-schema.ts'

/** The other fields of a record, for a kind that one of them steers; when reading, only those before it. */
export type OtherFields = Readonly<Record<string, unknown>>

/** A kind of field whose values are `V`. */
export interface FieldKind<V> {
  /** What the reference calls it: `16-bit number`. */
  readonly label: string
  /** Reads the presentation form; `field` is the field's name for errors. */
  readText(text: TextReader, context: TextContext, field: string, others: OtherFields): V
  /** Writes the normal presentation form. */
  writeText(value: V): string
  /** Reads up to the reader's end at most, which is the end of the record data. */
  readWire(wire: WireReader, others: OtherFields): V
  writeWire(wire: WireWriter, value: V, others: OtherFields): void
  /** Schema of the value in structured YAML and JSON. */
  readonly schema: JsonSchema
  /** Makes the value of structured input that the schema has accepted; without it, input is the value. */
  fromJson?(input: unknown, context: TextContext, field: string, others: OtherFields): V
  /** The value that a structured form without the field stands for; without it, the field is required. */
  readonly fallback?: V
  /** The form in which two values that mean the same are equal; names become lower-case (RFC 4034 §6.2). */
  canonical?(value: V): V
  /** Set for names. */
  readonly name?: NameUse
}

/** What a name in record data is to a server. */
export interface NameUse {
  /** May be compressed (RFC 3597 §4). */
  readonly compress: boolean
  /** Its addresses belong into the additional section. */
  readonly additional: boolean
  /** Says of a record whether the root stands for the owner there (RFC 9460 §2.5); it never does if absent. */
  readonly rootIsOwner?: (record: OtherFields) => boolean
}

interface WordKind {
  readonly label: string
  /** Reads the word and gives its normal form; throws `rdata-syntax` or `rdata-range`. */
  parse(text: string, field: string): string
  readWire(wire: WireReader): string
  writeWire(wire: WireWriter, value: string): void
  readonly schema: JsonSchema
}

/** Makes a kind whose text is one word, which is its value and its JSON too. */
export function wordKind({ parse, ...kind }: WordKind): FieldKind<string> {
  return {
    ...kind,
    readText: (text, _context, field) => parse(text.next(field).text, field),
    writeText: value => value,
    fromJson: (input, _context, field) => parse(input as string, field),
  }
}
