// Identifiers of groups of hexadecimal digits: EUI-48, EUI-64 (RFC 7043) and 64-bit locators (RFC 6742 §2.2).
import { fault } from '../../../base/errors.ts'
import { type FieldKind, wordKind } from '../field-kind.ts'

const toHex = (octets: Uint8Array): string => Buffer.from(octets).toString('hex')

function eui(groups: 6 | 8): FieldKind<string> {
  const pattern = `^[0-9A-Fa-f]{2}(?:-[0-9A-Fa-f]{2}){${groups - 1}}$`
  const form = new RegExp(pattern)
  return wordKind({
    label: `${groups} hexadecimal octets with hyphens between`,
    parse(text, field) {
      if (!form.test(text))
        throw fault('rdata-syntax', `${field} "${text}" is not ${groups} octets as 00-00-5e-…`)
      return text.toLowerCase()
    },
    readWire: wire => toHex(wire.bytes(groups)).match(/../g)!.join('-'),
    writeWire: (wire, value) => wire.bytes(Buffer.from(value.replaceAll('-', ''), 'hex')),
    schema: { type: 'string', pattern },
  })
}

/** A 48-bit hardware address. */
export const eui48 = eui(6)
/** A 64-bit hardware address. */
export const eui64 = eui(8)

const locatorPattern = '^[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{1,4}){3}$'
const locatorForm = new RegExp(locatorPattern)
const withoutZeros = (group: string): string => Number.parseInt(group, 16).toString(16)

/** 64 bits as four groups of hexadecimal digits, `2001:db8:1140:1000`. */
export const locator64 = wordKind({
  label: 'four groups of hexadecimal digits',
  parse(text, field) {
    if (!locatorForm.test(text))
      throw fault('rdata-syntax', `${field} "${text}" is not four groups such as 2001:db8:1140:1000`)
    return text.split(':').map(withoutZeros).join(':')
  },
  readWire: wire => toHex(wire.bytes(8)).match(/..../g)!.map(withoutZeros).join(':'),
  writeWire(wire, value) {
    for (const group of value.split(':')) wire.u16(Number.parseInt(group, 16))
  },
  schema: { type: 'string', pattern: locatorPattern },
})
