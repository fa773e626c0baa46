// A field whose form another field before it decides, as IPSECKEY's gateway type does for the gateway.
import { fault } from '../../../base/errors.ts'
import type { FieldKind, OtherFields } from '../field-kind.ts'

/** Chooses the kind by the number in the field `chooser`, which must stand before. */
export function chosenBy<V>(
  chooser: string,
  label: string,
  kinds: Readonly<Record<number, FieldKind<V>>>,
): FieldKind<V> {
  const chosen = (others: OtherFields): FieldKind<V> => {
    const kind = kinds[others[chooser] as number]
    if (!kind)
      throw fault('rdata-range', `${chooser} ${others[chooser]} is none of ${Object.keys(kinds).join(', ')}`)
    return kind
  }
  return {
    label,
    readText: (text, context, field, others) => chosen(others).readText(text, context, field, others),
    writeText: String,
    readWire: (wire, others) => chosen(others).readWire(wire, others),
    writeWire: (wire, value, others) => chosen(others).writeWire(wire, value, others),
    schema: { type: 'string' },
    fromJson: (input, context, field, others) => chosen(others).fromJson!(input, context, field, others),
  }
}

/** Nothing, written as a dot. */
export const nothing: FieldKind<string> = {
  label: 'a dot for nothing',
  readText: (text, _context, field) => dot(text.next(field).text, field),
  writeText: String,
  readWire: () => '.',
  writeWire: () => {},
  schema: { const: '.' },
  fromJson: (input, _context, field) => dot(input as string, field),
}

function dot(text: string, field: string): '.' {
  if (text !== '.') throw fault('rdata-syntax', `${field} "${text}" is not the dot that stands for nothing`)
  return '.'
}
