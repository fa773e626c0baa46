// Every record type, by name and by code.
import { fault } from '../../base/errors.ts'
import type { RRType, RRTypeName } from './define-type.ts'
import { A } from './types/a.ts'
import { AAAA } from './types/aaaa.ts'
import { CNAME } from './types/cname.ts'
import { MX } from './types/mx.ts'
import { NS } from './types/ns.ts'
import { SOA } from './types/soa.ts'
import { SRV } from './types/srv.ts'
import { TXT } from './types/txt.ts'
import { unknownType } from './unknown.ts'

// The table's readers do not know which type they get, so its fields are plain data to them.
export const rrTypes: readonly RRType[] = [A, AAAA, CNAME, MX, NS, SOA, SRV, TXT] as RRType[]

const byName = new Map(rrTypes.map(type => [type.name, type]))
const byCode = new Map(rrTypes.filter(type => !type.virtual).map(type => [type.code, type]))

/** The type of a mnemonic (any case) or of `TYPEnnn`; undefined if there is none. */
export function findType(mnemonic: RRTypeName): RRType | undefined {
  const known = byName.get(mnemonic) ?? byName.get(mnemonic.toUpperCase())
  if (known) return known
  const code = /^TYPE(\d{1,5})$/i.exec(mnemonic)?.[1]
  return code !== undefined && Number(code) <= 0xffff ? typeOfCode(Number(code)) : undefined
}

/** The type of a mnemonic; throws `record-type-unknown`. */
export function typeOf(mnemonic: RRTypeName): RRType {
  const type = findType(mnemonic)
  if (!type) throw fault('record-type-unknown', `record type "${mnemonic}" is unknown`)
  return type
}

/** The type of a code, which is an unknown one if it has no declaration. */
export function typeOfCode(code: number): RRType {
  let type = byCode.get(code)
  if (!type) {
    type = unknownType(code)
    byCode.set(code, type)
  }
  return type
}
