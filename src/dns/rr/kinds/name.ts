// Domain names in record data.
import { type Name, nameKey } from '../../name.ts'
import type { FieldKind, NameUse } from '../field-kind.ts'

/** How a type uses a name; what is left out is as types since RFC 3597 have it, but for the letter case. */
export interface NameOptions extends Partial<NameUse> {
  /** The canonical form is lower-case: only for the types of RFC 4034 §6.2 but NSEC (RFC 6840 §5.1). */
  readonly foldCase?: boolean
}

/** One name. */
export function name({
  compress = false,
  additional = false,
  foldCase = true,
  ...use
}: NameOptions = {}): FieldKind<Name> {
  return {
    label: 'domain name',
    readText: (text, context, field) => context.name(text.next(field).text),
    writeText: value => value,
    readWire: wire => wire.name(),
    writeWire: (wire, value) => wire.name(value, compress),
    schema: { type: 'string', minLength: 1 },
    fromJson: (input, context) => context.name(input as string),
    ...(foldCase && { canonical: nameKey }),
    name: { compress, additional, ...use },
  }
}

/** Any number of names up to the end of the record; must be the last field. */
export const names: FieldKind<readonly Name[]> = {
  label: 'domain names',
  readText: (text, context) => text.rest().map(token => context.name(token.text)),
  writeText: value => value.join(' '),
  readWire(wire) {
    const value: Name[] = []
    while (wire.left > 0) value.push(wire.name())
    return value
  },
  writeWire(wire, value) {
    for (const each of value) wire.name(each)
  },
  schema: { type: 'array', items: { type: 'string', minLength: 1 } },
  fromJson: (input, context) => (input as string[]).map(context.name),
  fallback: [],
}
