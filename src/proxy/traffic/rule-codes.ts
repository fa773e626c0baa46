// Rcodes and types as rules name them: by mnemonic in any case, as dnsdist writes them, or by number.
import { fault } from '../../base/errors.ts'
import { rcodes } from '../../dns/codes.ts'
import { findType } from '../../dns/rr/table.ts'

/** Reads an rcode: `NXDomain`, `SERVFAIL`, `3`; `place` begins the message of the fault. Throws `proxy-rule-invalid`. */
export function readRcode(text: string, place: string): number {
  if (/^\d{1,4}$/.test(text) && Number(text) <= 4095) return Number(text)
  const name = rcodes.find(text)
  if (name === undefined)
    throw fault('proxy-rule-invalid', `${place} has rcode "${text}", which is none such as NXDomain or 3`)
  return rcodes.code(name)
}

/** Reads a type: `ANY`, `TYPE65`, `28`. Throws `proxy-rule-invalid`. */
export function readType(text: string, place: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 0xffff) return Number(text)
  const type = text === '' ? undefined : findType(text)
  if (!type)
    throw fault('proxy-rule-invalid', `${place} has qtype "${text}", which is none such as ANY or 28`)
  return type.code
}
