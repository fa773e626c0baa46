// Domain names in record data.
import { type Name, nameKey } from '../../name.ts'
import type { FieldKind } from '../field-kind.ts'

export interface NameOptions {
  /** The type is of RFC 1035, so the name may be compressed (RFC 3597 §4). */
  readonly compress?: boolean
  /** The addresses of the name belong into the additional section. */
  readonly additional?: boolean
  /** The canonical form is lower-case (RFC 4034 §6.2, RFC 6840 §5.1); on unless said otherwise. */
  readonly foldCase?: boolean
}

export function name({
  compress = false,
  additional = false,
  foldCase = true,
}: NameOptions = {}): FieldKind<Name> {
  return {
    label: 'domain name',
    readText: (text, context, field) => context.name(text.next(field).text),
    writeText: value => value,
    readWire: wire => wire.name(),
    writeWire: (wire, value) => wire.name(value, compress),
    schema: { type: 'string', minLength: 1 },
    fromJson: (input, context) => context.name(input as string),
    canonical: value => (foldCase ? nameKey(value) : value),
    name: { compress, additional },
  }
}
