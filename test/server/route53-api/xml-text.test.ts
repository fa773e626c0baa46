// Text of documents: whatever a client sent, what tells of it can be read.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readXml } from '../../../src/server/route53-api/form/read-xml.ts'
import { escapeXml } from '../../../src/server/route53-api/xml-text.ts'

test.each([
  ['a & b < "c" > d', 'a &amp; b &lt; &quot;c&quot; &gt; d'],
  ['one\r\ntwo\tthree', 'one&#xD;\ntwo\tthree'],
  ['é \u{1f4a5}', 'é \u{1f4a5}'],
  ['Z\0\u{8}\u{1f}1', 'Z\u{fffd}\u{fffd}\u{fffd}1'],
  ['\u{fffe}\u{ffff}\ud800', '\u{fffd}\u{fffd}\u{fffd}'],
])('%j', (text, escaped) => {
  expect(escapeXml(text)).toBe(escaped)
})

test('every text can be read again', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), text => {
      const { text: read } = readXml(Buffer.from(`<a>${escapeXml(text)}</a>`))
      expect(read).toHaveLength(text.length)
    }),
  )
})
