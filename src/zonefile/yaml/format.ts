// The canonical form of a zone file: indentation, quotes, line breaks and the order of keys; comments stay where
// they belong. Only entries without a blank line between them change places, so that sections stay together.
import { fault } from '../../base/errors.ts'
import { indentedBlock } from './block-scalar.ts'
import { indentWidth, lineWidth } from './emit.ts'
import { sortedEntries } from './entry-order.ts'
import {
  type LayoutCollection,
  type LayoutEntry,
  type LayoutNode,
  type LayoutScalar,
  plainLines,
  readLayout,
} from './layout.ts'
import { sameMeaning } from './same-meaning.ts'
import { keyText, type ScalarContext, scalarText } from './scalar.ts'

/** Formats a zone file. Throws `yaml-syntax` and `yaml-feature` for what it cannot read. */
export function formatZoneFile(source: string, file: string): string {
  const text = plainLines(source)
  const layout = readLayout(text, file)
  const formatted = new Formatter(text).document(sortedEntries(layout))
  if (!sameMeaning({ text, layout }, { text: formatted, layout: readLayout(formatted, file) }))
    throw fault('format-refused', `formatting ${file} would change what it says; it is left as it is`)
  return formatted
}

class Formatter {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  document(root: LayoutCollection): string {
    const text = this.#entries(root, 0)
    return text.replace(/^\n+/, '')
  }

  /** The lines of a collection in block form. */
  #entries({ kind, entries, below }: LayoutCollection, indent: number): string {
    let text = ''
    for (const [i, entry] of entries.entries()) {
      // A collection does not begin with a blank line.
      const above = i === 0 && indent > 0 && entry.above[0] === '' ? entry.above.slice(1) : entry.above
      text += linesText(above, indent)
      text += kind === 'mapping' ? this.#pair(entry, indent) : this.#item(entry, indent)
    }
    return text + linesText(below.at(-1) === '' ? below.slice(0, -1) : below, indent)
  }

  #pair({ key, value, beside }: LayoutEntry, indent: number): string {
    const start = `${' '.repeat(indent)}${this.#scalar(key!, 'block', indent, true)}:`
    const line = this.#onLine(value, start.length + 1, indent)
    if (line !== undefined) return `${start}${line && ` ${line}`}${beside}\n`
    return `${start}${beside}\n${this.#entries(value as LayoutCollection, indent + indentWidth)}`
  }

  #item({ value, beside }: LayoutEntry, indent: number): string {
    const start = `${' '.repeat(indent)}-`
    const line = this.#onLine(value, start.length + 1, indent)
    if (line !== undefined) return `${start}${line && ` ${line}`}${beside}\n`
    const block = this.#entries(value as LayoutCollection, indent + indentWidth)
    if (beside || block.trimStart().startsWith('#')) return `${start}${beside}\n${block}`
    return `${start} ${block.slice(indent + indentWidth)}`
  }

  /** A value that stands behind its key or dash; undefined if it takes lines of its own. */
  #onLine(value: LayoutNode, column: number, indent: number): string | undefined {
    if (value.kind === 'scalar') return this.#scalar(value, 'block', indent, false)
    if (!value.isFlow) return value.entries.length === 0 ? '' : undefined
    if (value.hasComments) return this.#verbatim(value, indent)
    const line = this.#flow(value)
    return column + line.length <= lineWidth || value.entries.length === 0 ? line : undefined
  }

  #flow(node: LayoutNode): string {
    if (node.kind === 'scalar') return this.#scalar(node, 'flow', 0, false)
    const entries = node.entries.map(({ key, value }) => {
      const text = this.#flow(value)
      return key ? `${this.#scalar(key, 'flow', 0, true)}:${text && ` ${text}`}` : text
    })
    if (node.kind === 'sequence') return `[${entries.join(', ')}]`
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`
  }

  #scalar(node: LayoutScalar, context: ScalarContext, indent: number, isKey: boolean): string {
    const source = this.#text.slice(node.start, node.end)
    switch (node.style) {
      case 'none':
        return ''
      case 'plain':
        return context === 'flow' ? source.replace(/\s*\n\s*/g, ' ') : indented(source, indent + indentWidth)
      case 'quoted':
        if (source.includes('\n') && context === 'block') return indented(source, indent + indentWidth)
        return isKey ? keyText(node.text, context) : scalarText(node.text, context)
      case 'block':
        return indentedBlock(source, node.indent!, indent + indentWidth)
      default:
        return node.style satisfies never
    }
  }

  /** A flow collection as typed, its later lines indented as its first one is. */
  #verbatim({ start, end }: LayoutCollection, indent: number): string {
    return indented(this.#text.slice(start, end), indent + indentWidth)
  }
}

function linesText(lines: readonly string[], indent: number): string {
  let text = ''
  for (const line of lines) text += line === '' ? '\n' : `${' '.repeat(line === '---' ? 0 : indent)}${line}\n`
  return text
}

/** Text of several lines, in which indentation means nothing. */
function indented(source: string, indent: number): string {
  if (!source.includes('\n')) return source
  const [first, ...lines] = source.split('\n')
  return [
    first,
    ...lines.map(line => line.replace(/^[ \t]*(?=[^ \t])/, ' '.repeat(indent)).replace(/^[ \t]+$/, '')),
  ].join('\n')
}
