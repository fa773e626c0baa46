// What rules say of the flags and TTLs of answers that they make.
import type { SchemaValue } from '../../../config/schema-value.ts'
import { flagBits, headerAt, setU16, u16 } from '../../message/layout.ts'
import type { Transaction } from '../../transaction.ts'

const flag = (description: string) => ({ type: 'boolean', description }) as const

/** A TTL. */
export const ttlSchema = { type: 'integer', minimum: 0, maximum: 0x7fffffff } as const

/** JSON Schema of `vars`. */
export const varsSchema = {
  type: 'object',
  description: 'Flags and TTL of the answer.',
  properties: {
    set_aa: flag('Sets or clears AA; clear by default.'),
    set_ad: flag('Sets or clears AD; clear by default.'),
    set_ra: flag('Sets or clears RA; by default it is as RD in the query.'),
    ttl: { ...ttlSchema, description: 'Seconds that records of the answer are valid.', default: 60 },
  },
  additionalProperties: false,
} as const

type Vars = SchemaValue<typeof varsSchema>

/** The same, ready to be used. */
export interface ResponseConfig {
  /** Bits of the header that are cleared, and then those that are set. */
  readonly cleared: number
  readonly set: number
  readonly ttl: number
}

/** Reads `vars`, which may be absent. */
export function readVars(vars: Partial<Vars> | undefined): ResponseConfig {
  const flags = [
    [vars?.set_aa, flagBits.aa],
    [vars?.set_ad, flagBits.ad],
    [vars?.set_ra, flagBits.ra],
  ] as const
  return {
    cleared: flags.reduce((bits, [value, bit]) => (value === undefined ? bits : bits | bit), 0),
    set: flags.reduce((bits, [value, bit]) => (value ? bits | bit : bits), 0),
    ttl: vars?.ttl ?? varsSchema.properties.ttl.default,
  }
}

/** Sets the flags of an answer. */
export function setFlags({ message }: Transaction, { cleared, set }: ResponseConfig): void {
  if (cleared !== 0) setU16(message, headerAt.flags, (u16(message, headerAt.flags) & ~cleared) | set)
}
