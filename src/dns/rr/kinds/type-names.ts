// Record types as data: one (RRSIG), or a bitmap of several (RFC 4034 §4.1.2).
import { fault } from '../../../base/errors.ts'
import { type FieldKind, wordKind } from '../field-kind.ts'
import { codeOf, mnemonicOf } from '../mnemonics.ts'

const schema = { type: 'string', pattern: '^[A-Za-z][A-Za-z0-9-]*$' }

/** One type. */
export const typeName = wordKind({
  label: 'record type',
  parse: text => mnemonicOf(codeOf(text)),
  readWire: wire => mnemonicOf(wire.u16()),
  writeWire: (wire, value) => wire.u16(codeOf(value)),
  schema,
})

const inOrder = (mnemonics: readonly string[]): readonly string[] =>
  [...new Set(mnemonics.map(codeOf))].sort((a, b) => a - b).map(mnemonicOf)

/** Any number of types, in the order of their codes; must be the last field. */
export const typeBitmap: FieldKind<readonly string[]> = {
  label: 'record types',
  readText: text => inOrder(text.rest().map(token => token.text)),
  writeText: value => value.join(' '),
  readWire(wire) {
    const codes: number[] = []
    for (let last = -1; wire.left > 0; ) {
      const window = wire.u8()
      const bits = wire.bytes(wire.u8())
      if (window <= last || bits.length === 0 || bits.length > 32 || bits.at(-1) === 0)
        throw fault('wire-malformed', `window ${window} of a type bitmap is not as RFC 4034 §4.1.2 wants it`)
      last = window
      for (let i = 0; i < 8 * bits.length; i++)
        if (bits[i >> 3]! & (0x80 >> (i & 7))) codes.push((window << 8) | i)
    }
    return codes.map(mnemonicOf)
  },
  writeWire(wire, value) {
    const windows = new Map<number, number[]>()
    for (const code of value.map(codeOf)) {
      const codes = windows.get(code >> 8) ?? []
      windows.set(code >> 8, [...codes, code & 0xff])
    }
    for (const [window, codes] of windows) {
      const bits = new Uint8Array((codes.at(-1)! >> 3) + 1)
      for (const code of codes) bits[code >> 3]! |= 0x80 >> (code & 7)
      wire.u8(window)
      wire.u8(bits.length)
      wire.bytes(bits)
    }
  },
  schema: { type: 'array', items: schema },
  fromJson: input => inOrder(input as string[]),
}
