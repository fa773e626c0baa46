// Reads the body of a request as XML: strictly, without DTDs and entities of its own, within bounds.
import { createRequire } from 'node:module'
import type * as Saxes from 'saxes'
import { ApiError } from '../errors.ts'
import { namespace } from '../xml-text.ts'

/** An element: its children, or its text. */
export interface XmlElement {
  readonly name: string
  readonly text: string
  readonly children: readonly XmlElement[]
}

interface OpenElement extends XmlElement {
  text: string
  readonly children: OpenElement[]
}

/** A record set is 8 levels deep. */
const maxDepth = 32
/** 1,000 changes have 20,000 elements; the networks of a CIDR collection are many more. */
const maxElements = 200_000

const malformed = (message: string): ApiError => new ApiError('MalformedInput', message)

/** Reads a document, and gives its root; throws MalformedInput. */
export function readXml(octets: Uint8Array): XmlElement {
  const parser = newParser()
  const top: OpenElement = { name: '', text: '', children: [] }
  const open = [top]
  let count = 0
  parser.on('error', error => {
    throw malformed(error.message)
  })
  parser.on('xmldecl', ({ encoding }) => {
    if (encoding !== undefined && !/^(utf-8|us-ascii)$/i.test(encoding))
      throw malformed(`The encoding ${encoding} is not supported; use UTF-8`)
  })
  parser.on('doctype', () => {
    throw malformed('A document type declaration is not allowed')
  })
  parser.on('opentag', ({ local, uri }) => {
    if (open.length > maxDepth) throw malformed(`Elements are nested more than ${maxDepth} deep`)
    if (++count > maxElements) throw malformed(`There are more than ${maxElements} elements`)
    if (uri !== '' && uri !== namespace) throw malformed(`Unexpected namespace ${uri} of element ${local}`)
    const element: OpenElement = { name: local, text: '', children: [] }
    open.at(-1)!.children.push(element)
    open.push(element)
  })
  const addText = (text: string): void => {
    open.at(-1)!.text += text
  }
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.on('closetag', () => open.pop())
  parser.write(utf8(octets)).close()
  return top.children[0]!
}

function utf8(octets: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(octets)
  } catch {
    throw malformed('The request is not in UTF-8')
  }
}

/** The parser is loaded with the first document. */
function newParser(): Saxes.SaxesParser<{ xmlns: true; defaultXMLVersion: '1.0'; forceXMLVersion: true }> {
  const { SaxesParser } = createRequire(import.meta.url)('saxes') as typeof Saxes
  return new SaxesParser({ xmlns: true, defaultXMLVersion: '1.0', forceXMLVersion: true })
}
