// Selectors that look at the EDNS record of a message (RFC 6891).
import { definePart } from '../define-part.ts'
import type { RulePart, Selector } from '../rule.ts'
import { extendedRcodeSchema, readRcode } from '../rule-values.ts'

/*
 *  OPT record:  0 root   1 type   3 size   5 upper bits of the rcode   6 version   7 flags   9 length   11 options
 */
const opt = { rcode: 5, version: 6, options: 11 } as const
/** Octets of an option before its data: code and length. */
const optionHeader = 4

const dnssec = definePart({
  type: 'DNSSEC',
  summary: 'Matches queries that ask for signatures: those with the DO bit.',
  properties: {},
  required: [],
  make:
    (): Selector =>
    ({ dnssecOk }) =>
      dnssecOk,
})

const ednsOption = definePart({
  type: 'EDNSOption',
  summary: 'Matches messages with an EDNS option.',
  properties: {
    option_code: {
      type: 'integer',
      minimum: 0,
      maximum: 0xffff,
      description: 'The number of the option: 8 is client subnet, 10 a cookie.',
    },
  },
  required: ['option_code'],
  make({ option_code: code }): Selector {
    const high = code >>> 8
    const low = code & 0xff
    return ({ message, optAt, optEnd }) => {
      if (optAt === 0) return false
      // Each turn goes on by 4 octets at least.
      for (let at = optAt + opt.options; at + optionHeader <= optEnd; ) {
        if (message[at] === high && message[at + 1] === low) return true
        at += optionHeader + ((message[at + 2]! << 8) | message[at + 3]!)
      }
      return false
    }
  },
})

const ednsVersion = definePart({
  type: 'EDNSVersion',
  summary: 'Matches messages with a later version of EDNS.',
  properties: {
    version: { type: 'integer', minimum: 0, maximum: 255, description: 'Versions above this one match.' },
  },
  required: ['version'],
  make:
    ({ version }): Selector =>
    ({ message, optAt }) =>
      optAt !== 0 && message[optAt + opt.version]! > version,
})

const ercode = definePart({
  type: 'ERCode',
  summary: 'Matches answers with an rcode, with the bits that EDNS adds to that of the header.',
  properties: {
    rcode: { ...extendedRcodeSchema, description: 'The rcode: `BADVERS`, `NXDomain`, or its number.' },
  },
  required: ['rcode'],
  make({ rcode }): Selector {
    const value = readRcode(rcode, 4095)
    return ({ message, optAt }) =>
      ((message[3]! & 15) | (optAt === 0 ? 0 : message[optAt + opt.rcode]! << 4)) === value
  },
})

/** DNSSEC, EDNSOption, EDNSVersion and ERCode. */
export const ednsSelectors: readonly RulePart<Selector>[] = [dnssec, ednsOption, ednsVersion, ercode]
