// All fields of a declaration, one after the other, in each of their forms.
import { fault } from '../../base/errors.ts'
import type { Name } from '../name.ts'
import type { WireReader } from '../wire/reader.ts'
import type { WireWriter } from '../wire/writer.ts'
import type { Fields, TypeDeclaration, ValueOf } from './declaration.ts'
import type { FieldKind } from './field-kind.ts'
import { type TextContext, TextReader, type Token } from './text.ts'

/** Reads and writes the fields of a type together; `V` is the type of their values. */
export interface FieldsCodec<V> {
  /** Reads the words of presentation form, all of them. */
  readText(tokens: readonly Token[], context: TextContext): V
  /** Writes presentation form; `nameText` writes the names if it is there. */
  writeText(value: V, nameText?: (name: Name) => string): string
  /** Reads up to the reader's end. */
  readWire(wire: WireReader): V
  writeWire(wire: WireWriter, value: V): void
  /** Reads structured input that the schema has accepted. */
  readJson(input: Readonly<Record<string, unknown>>, context: TextContext): V
  /** The value in canonical form; undefined for a type that has no other. */
  readonly canonical?: (value: V) => V
  /** The fields that are names. */
  readonly nameFields: readonly (keyof V)[]
}

/** Makes the codec of a declaration's fields. */
export function fieldsCodec<F extends Fields>(declaration: TypeDeclaration<F>): FieldsCodec<ValueOf<F>> {
  type V = ValueOf<F>
  const fields: readonly (readonly [string, FieldKind<unknown>])[] = Object.entries(declaration.fields)
  const collect = (read: (kind: FieldKind<unknown>, field: string, before: V) => unknown): V => {
    const value: Record<string, unknown> = {}
    for (const [field, kind] of fields) value[field] = read(kind, field, value as V)
    return value as V
  }

  return {
    nameFields: fields.flatMap(([field, kind]) => (kind.name ? [field] : [])),
    readText(tokens, context) {
      const reader = new TextReader(tokens)
      const value = collect((kind, field, before) => kind.readText(reader, context, field, before))
      reader.end()
      return value
    },
    writeText(value, nameText) {
      let text = ''
      for (const [field, kind] of fields) {
        const word = nameText && kind.name ? nameText(value[field] as Name) : kind.writeText(value[field])
        if (word !== '') text += text === '' ? word : ` ${word}`
      }
      return text
    },
    readWire(wire) {
      const value =
        declaration.wire?.read(wire) ?? collect((kind, _field, before) => kind.readWire(wire, before))
      if (wire.left === 0) return value
      throw fault('wire-malformed', `${declaration.name} data has ${wire.left} octets too many`)
    },
    writeWire(wire, value) {
      if (declaration.wire) return declaration.wire.write(wire, value)
      for (const [field, kind] of fields) kind.writeWire(wire, value[field], value)
    },
    readJson: (input, context) =>
      collect((kind, field, before) => {
        const given = input[field]
        if (given === undefined && kind.fallback !== undefined) return kind.fallback
        return kind.fromJson ? kind.fromJson(given, context, field, before) : given
      }),
    ...(fields.some(([, kind]) => kind.canonical) && {
      canonical: value => collect((kind, field) => kind.canonical?.(value[field]) ?? value[field]),
    }),
  }
}
