// Bodies that are XML, and those that are broken or hostile.
import { expect, test } from 'vitest'
import { ApiError } from '../../../../src/server/route53-api/errors.ts'
import { readXml, type XmlElement } from '../../../../src/server/route53-api/form/read-xml.ts'

const read = (text: string | Uint8Array): XmlElement =>
  readXml(typeof text === 'string' ? Buffer.from(text) : text)

const leaf = (name: string, text: string): XmlElement => ({ name, text, children: [] })

test.each<[string, string | Uint8Array, XmlElement]>([
  ['text', '<a>b</a>', leaf('a', 'b')],
  ['no text', '<a/>', leaf('a', '')],
  ['a declaration', '<?xml version="1.0" encoding="UTF-8"?>\n<a>b</a>\n', leaf('a', 'b')],
  ['a byte order mark', Buffer.from([0xef, 0xbb, 0xbf, ...Buffer.from('<a>b</a>')]), leaf('a', 'b')],
  ['predefined entities', '<a>&lt;&amp;&gt;&quot;&apos;&#228;&#x1F600;</a>', leaf('a', `<&>"'ä😀`)],
  ['CDATA', '<a>b<![CDATA[<&>]]>c</a>', leaf('a', 'b<&>c')],
  ['a comment', '<a>b<!-- c -->d</a>', leaf('a', 'bd')],
  ['blanks', '<a> b\r\n c </a>', leaf('a', ' b\n c ')],
  [
    'the namespace of the API',
    '<a xmlns="https://route53.amazonaws.com/doc/2013-04-01/">b</a>',
    leaf('a', 'b'),
  ],
  [
    'it with a prefix',
    '<x:a xmlns:x="https://route53.amazonaws.com/doc/2013-04-01/">b</x:a>',
    leaf('a', 'b'),
  ],
  ['children', '<a><b>c</b><d/></a>', { name: 'a', text: '', children: [leaf('b', 'c'), leaf('d', '')] }],
])('%s', (_what, text, element) => {
  expect(read(text)).toEqual(element)
})

const bomb = `<!DOCTYPE a [<!ENTITY x "${'x'.repeat(100)}"><!ENTITY y "${'&x;'.repeat(100)}">]><a>&y;</a>`

test.each<[string, string | Uint8Array, RegExp]>([
  ['nothing', ' ', /document must contain a root element/],
  ['no XML', 'hello', /text data outside of root node/],
  ['JSON', '{"a": 1}', /text data outside of root node/],
  ['an element that does not end', '<a><b></b>', /unclosed tag/],
  ['elements that cross', '<a><b></a></b>', /unexpected close tag/],
  ['two roots', '<a/><b/>', /documents may contain only one root/],
  ['a repeated attribute', '<a b="1" b="2"/>', /duplicate attribute/],
  ['an ampersand', '<a>b & c</a>', /unclosed tag/],
  ['an entity that is not declared', '<a>&nbsp;</a>', /undefined entity/],
  ['a document type', '<!DOCTYPE a><a/>', /document type declaration/],
  ['entities of entities', bomb, /document type declaration/],
  [
    'an entity from a file',
    '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    /document type/,
  ],
  ['a control character', '<a>\u0001</a>', /disallowed character/],
  ['one as a reference', '<a>&#1;</a>', /malformed character entity/],
  ['the same in XML 1.1', '<?xml version="1.1"?><a>&#1;</a>', /malformed character entity|version/],
  ['octets that are not UTF-8', Buffer.from('<a>\xe4</a>', 'latin1'), /not in UTF-8/],
  ['a stated encoding', '<?xml version="1.0" encoding="ISO-8859-1"?><a/>', /encoding ISO-8859-1/],
  ['UTF-16', Buffer.from('\ufeff<a/>', 'utf16le'), /not in UTF-8/],
  ['another namespace', '<a xmlns="urn:x"/>', /namespace urn:x/],
  ['a prefix that is not declared', '<x:a/>', /unbound namespace prefix/],
  ['33 levels', '<a>'.repeat(33) + '</a>'.repeat(33), /more than 32 deep/],
  ['a million levels', '<a>'.repeat(1_000_000), /more than 32 deep/],
  ['very many elements', `<a>${'<b/>'.repeat(200_000)}</a>`, /more than 200000 elements/],
])('refused: %s', (_what, text, message) => {
  let error: unknown
  try {
    read(text)
  } catch (caught) {
    error = caught
  }
  expect(error).toBeInstanceOf(ApiError)
  expect((error as ApiError).code).toBe('MalformedInput')
  expect((error as ApiError).message).toMatch(message)
})

test('5 MB of attributes and text take no more than a moment', () => {
  const attributes = Array.from({ length: 100_000 }, (_, i) => `a${i}="${i}"`).join(' ')
  const start = performance.now()
  expect(read(`<a ${attributes}>${'&amp;'.repeat(600_000)}</a>`).text.length).toBe(600_000)
  expect(performance.now() - start).toBeLessThan(5000)
})
