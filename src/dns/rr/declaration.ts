// What the declaration of a record type says; `defineType` makes the type of it.
import type { WireReader } from '../wire/reader.ts'
import type { WireWriter } from '../wire/writer.ts'
import type { FieldKind } from './field-kind.ts'

// biome-ignore lint/suspicious/noExplicitAny: a table of kinds with different values has no narrower type
export type Fields = Readonly<Record<string, FieldKind<any>>>

/** The values of fields, by name. */
export type ValueOf<F extends Fields> = {
  readonly [K in keyof F]: F[K] extends FieldKind<infer V> ? V : never
}

/** A record type as its file declares it. */
export interface TypeDeclaration<F extends Fields> {
  /** Mnemonic in upper case. */
  readonly name: string
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

/** The part of a declaration that types with the same data share. */
type DataDeclaration<F extends Fields> = Pick<TypeDeclaration<F>, 'fields' | 'descriptions' | 'check'>

/** Declares the data of several types, each of which spreads it into its own declaration. */
export const defineData = <const F extends Fields>(data: DataDeclaration<F>): DataDeclaration<F> => data
