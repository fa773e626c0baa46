// The values that rules name in words or numbers as dnsdist does: types, classes, rcodes, opcodes, lists of networks.
import { fault } from '../../base/errors.ts'
import { classes, opcodes, rcodes } from '../../dns/codes.ts'
import { typeOf } from '../../dns/rr/table.ts'
import { createNetworkList } from '../../net/network-table.ts'

/** JSON Schema of a number, or of a name for one. */
const nameOrNumber = (title: string, maximum: number) =>
  ({
    anyOf: [
      { type: 'string', minLength: 1 },
      { type: 'integer', minimum: 0, maximum },
    ],
    title,
  }) as const

/** JSON Schemas of rcodes: those of a header, and with the bits that EDNS adds. */
export const rcodeSchema = nameOrNumber('an rcode such as NXDomain or 3', 15)
export const extendedRcodeSchema = nameOrNumber('an rcode such as BADVERS or 16', 4095)
/** JSON Schema of an opcode. */
export const opcodeSchema = nameOrNumber('an opcode such as Notify or 4', 15)
/** JSON Schema of a record type. */
export const recordTypeSchema = nameOrNumber('a record type such as TXT or 16', 0xffff)

/** Reads an rcode of at most `max`; throws `proxy-rule-invalid`. */
export const readRcode = (value: string | number, max: number): number => {
  const found = typeof value === 'string' ? rcodes.find(value) : undefined
  return checked(found === undefined ? numberOf(value) : rcodes.code(found), max, `rcode "${value}"`)
}

/** Reads an opcode; throws `proxy-rule-invalid`. */
export const readOpcode = (value: string | number): number => {
  const found = typeof value === 'string' ? opcodes.find(value) : undefined
  return checked(found === undefined ? numberOf(value) : opcodes.code(found), 15, `opcode "${value}"`)
}

/** Reads a class, `CHAOS` too; throws `proxy-rule-invalid`. */
export const readClass = (value: string | number): number => {
  const found =
    typeof value === 'string' ? classes.find(value.toUpperCase() === 'CHAOS' ? 'CH' : value) : undefined
  return checked(found === undefined ? numberOf(value) : classes.code(found), 0xffff, `class "${value}"`)
}

/** Reads a record type, by mnemonic, as `TYPEnnn` or as a number; throws `proxy-rule-invalid`. */
export function readType(value: string | number): number {
  const number = numberOf(value)
  if (!Number.isNaN(number)) return checked(number, 0xffff, `record type "${value}"`)
  try {
    return typeOf(String(value)).code
  } catch {
    throw fault('proxy-rule-invalid', `record type "${value}" is unknown; give its number`)
  }
}

const numberOf = (value: string | number): number =>
  typeof value === 'number' ? value : /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN

function checked(number: number, max: number, what: string): number {
  if (Number.isNaN(number)) throw fault('proxy-rule-invalid', `${what} is unknown; give its number`)
  if (number > max) throw fault('proxy-rule-invalid', `${what} is above ${max}`)
  return number
}

/** Values of networks in a table of `readNetworks`. */
export const networkValues = { excluded: 0, included: 1 } as const

/**
 * Reads networks and single addresses into a table as in net/network-table.ts; what begins with `!` is left out of a
 * larger network. Throws `proxy-rule-invalid`.
 */
export function readNetworks(networks: readonly string[]): Int32Array {
  const list = createNetworkList()
  for (const text of networks) {
    const isExcluded = text.startsWith('!')
    const network = isExcluded ? text.slice(1) : text
    if (!list.add(network, isExcluded ? networkValues.excluded : networkValues.included))
      throw fault('proxy-rule-invalid', `"${text}" is not a network such as 192.0.2.0/24`)
  }
  return list.table()
}
