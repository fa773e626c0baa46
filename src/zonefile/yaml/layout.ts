// A YAML file as a tree that leaves nothing out: offsets, styles, comments and blank lines. For formatting and editing.
import {
  COLLECTION_STYLE,
  EVENT_ID,
  type Event,
  getScalarValue,
  type MappingEvent,
  parseEvents,
  SCALAR_STYLE,
  type ScalarEvent,
  type SequenceEvent,
  YAMLException,
} from 'js-yaml'
import { fault, type Place } from '../../base/errors.ts'
import { blockRange } from './block-scalar.ts'
import { columnAt, commentBeside, joinLines, linesBelow, linesBetween } from './gaps.ts'

export interface LayoutScalar {
  readonly kind: 'scalar'
  /** What it says; empty if nothing is there. */
  readonly text: string
  readonly style: 'none' | 'plain' | 'quoted' | 'block'
  /** From the quote or block indicator on; both offsets are where it would be if nothing is there. */
  readonly start: number
  readonly end: number
  /** Columns in front of each line of a block scalar that are not part of it. */
  readonly indent?: number
}

export interface LayoutCollection {
  readonly kind: 'mapping' | 'sequence'
  readonly entries: readonly LayoutEntry[]
  readonly isFlow: boolean
  /** A flow collection with comments in it, which is left as it is. */
  readonly hasComments: boolean
  /** Comment lines behind the last entry. */
  readonly below: readonly string[]
  /** From the first key, dash or bracket to the last bracket or comment. */
  readonly start: number
  readonly end: number
}

export type LayoutNode = LayoutScalar | LayoutCollection

export interface LayoutEntry {
  /** The lines above: comments from their `#` on, `---`, and '' for a blank line. */
  readonly above: readonly string[]
  /** Absent in sequences. */
  readonly key?: LayoutScalar
  readonly value: LayoutNode
  /** The comment on the entry's first line (on the last of a value that ends there), with the spaces before it. */
  readonly beside: string
}

/** The entry of a mapping that has the key. */
export const entryOf = (mapping: LayoutCollection, key: string): LayoutEntry | undefined =>
  mapping.entries.find(entry => entry.key!.text === key)

/** The text with LF as its only line break, and no byte order mark. */
export const plainLines = (text: string): string => text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n')

/** Reads a file of one document, given with plain lines; throws `yaml-syntax` or `yaml-feature`. An empty file has an empty mapping. */
export function readLayout(text: string, file: string): LayoutCollection {
  try {
    return new LayoutReader(text, file, parseEvents(text, {})).document()
  } catch (error) {
    if (!(error instanceof YAMLException) || !error.mark) throw error
    throw fault('yaml-syntax', error.reason, placeAt(text, file, error.mark.position), { cause: error })
  }
}

class LayoutReader {
  readonly #text: string
  readonly #file: string
  readonly #events: readonly Event[]
  #at = 0
  /** Offset up to which everything has found its place in the tree. */
  #done = 0
  /** Comments met inside flow collections so far. */
  #flowComments = 0

  constructor(text: string, file: string, events: readonly Event[]) {
    this.#text = text
    this.#file = file
    this.#events = events
  }

  document(): LayoutCollection {
    const [document, first] = this.#events
    const { length } = this.#text
    const isEmpty = !first || (first.type === EVENT_ID.SCALAR && first.valueStart < 0)
    if (isEmpty) {
      const below = linesBetween(this.#text, 0, length)
      return {
        kind: 'mapping',
        entries: [],
        isFlow: false,
        hasComments: false,
        below,
        start: length,
        end: length,
      }
    }
    if (document?.type !== EVENT_ID.DOCUMENT || document.directives.length > 0) this.#refuse('a directive', 0)
    if (first.type !== EVENT_ID.MAPPING || first.style === COLLECTION_STYLE.FLOW)
      return this.#refuse('what is not a block mapping at the top', 0)
    this.#at = 1
    const root = this.#collection(first, -1)
    if (this.#at + 1 < this.#events.length) this.#refuse('a second document', this.#done)
    return { ...root, below: joinLines(root.below, linesBetween(this.#text, this.#done, length)) }
  }

  /** `column` is that of the key or dash in front. */
  #node(column: number): LayoutNode {
    const event = this.#events[this.#at]!
    if (event.type === EVENT_ID.SCALAR) return this.#scalar(event)
    if (event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE)
      return this.#collection(event, column)
    return this.#refuse('an alias', this.#done)
  }

  #scalar(event: ScalarEvent): LayoutScalar {
    this.#refuseProperties(event)
    this.#at++
    const range = this.#rangeOf(event)
    this.#done = range.end
    return { kind: 'scalar', text: getScalarValue(this.#text, event), ...range }
  }

  #rangeOf({
    valueStart,
    valueEnd,
    style,
    chomping,
    indent,
  }: ScalarEvent): Omit<LayoutScalar, 'kind' | 'text'> {
    if (valueStart < 0) return { style: 'none', start: this.#done, end: this.#done }
    switch (style) {
      case SCALAR_STYLE.PLAIN:
        return { style: 'plain', start: valueStart, end: valueEnd }
      case SCALAR_STYLE.SINGLE_QUOTED:
      case SCALAR_STYLE.DOUBLE_QUOTED:
        return { style: 'quoted', start: valueStart - 1, end: valueEnd + 1 }
      default:
        return { style: 'block', ...blockRange(this.#text, valueStart, valueEnd, indent, chomping), indent }
    }
  }

  /** `column` is that of the key or dash in front. */
  #collection(event: MappingEvent | SequenceEvent, column: number): LayoutCollection {
    this.#refuseProperties(event)
    const isMapping = event.type === EVENT_ID.MAPPING
    const isFlow = event.style === COLLECTION_STYLE.FLOW
    const commentsBefore = this.#flowComments
    if (isFlow) this.#openFlow(event, isMapping ? '{' : '[')
    this.#at++
    const own = columnAt(this.#text, event.start)
    const entries: LayoutEntry[] = []
    while (this.#events[this.#at]!.type !== EVENT_ID.POP)
      entries.push(isMapping ? this.#pair(own, isFlow) : this.#item(own, isFlow))
    this.#at++
    if (isFlow) this.#closeFlow()
    const below = isFlow ? [] : this.#takeBelow(own, column)
    return {
      kind: isMapping ? 'mapping' : 'sequence',
      entries,
      isFlow,
      hasComments: this.#flowComments > commentsBefore,
      below,
      start: event.start,
      end: this.#done,
    }
  }

  #pair(column: number, isFlow: boolean): LayoutEntry {
    const event = this.#events[this.#at]!
    if (event.type !== EVENT_ID.SCALAR || event.valueStart < 0)
      this.#refuse('a key that is not one word', this.#done)
    const keyStart = this.#rangeOf(event as ScalarEvent).start
    if (/^[ \t]*\?/m.test(this.#text.slice(this.#done, keyStart))) this.#refuse('a key after "?"', this.#done)
    const above = this.#takeLines(keyStart, isFlow)
    const key = this.#scalar(event as ScalarEvent)
    const colon = /\s*:/y
    colon.lastIndex = this.#done
    if (colon.test(this.#text)) this.#done = colon.lastIndex
    const { value, beside, inner } = this.#value(column, isFlow)
    return { above: inner.length === 0 ? above : joinLines(above, inner), key, value, beside }
  }

  #item(column: number, isFlow: boolean): LayoutEntry {
    const start = this.#nextStart()
    if (start < 0) this.#refuse('an empty item of a list', this.#done)
    const above = this.#takeLines(start, isFlow)
    const { value, beside, inner } = this.#value(column, isFlow)
    return { above: inner.length === 0 ? above : joinLines(above, inner), value, beside }
  }

  /** The value behind a colon or dash, the comments on its line, and comment lines between the two. */
  #value(
    column: number,
    isFlow: boolean,
  ): Pick<LayoutEntry, 'value' | 'beside'> & { inner: readonly string[] } {
    const start = this.#nextStart()
    const besideKey = isFlow ? '' : this.#takeBeside()
    const isBlock = this.#isBlockCollection()
    const inner = isBlock || start < this.#done ? [] : this.#takeLines(start, isFlow)
    const value = this.#node(column)
    if (value.kind === 'scalar' && value.style === 'block' && besideKey)
      return { value, inner: [besideKey.trimStart(), ...inner], beside: '' }
    const hasComment = !isFlow && !isBlock && (value.kind !== 'scalar' || value.style !== 'block')
    return { value, inner, beside: hasComment ? besideKey + this.#takeBeside() : besideKey }
  }

  /** Where the next node starts; -1 if nothing is written there. */
  #nextStart(): number {
    const event = this.#events[this.#at]!
    if (event.type === EVENT_ID.SCALAR) {
      const { style, start } = this.#rangeOf(event)
      return style === 'none' ? -1 : start
    }
    return event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE ? event.start : -1
  }

  #isBlockCollection(): boolean {
    const event = this.#events[this.#at]!
    const isCollection = event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE
    return isCollection && event.style !== COLLECTION_STYLE.FLOW
  }

  #takeLines(to: number, isFlow: boolean): readonly string[] {
    const from = this.#done
    if (to <= from) return []
    this.#done = to
    if (!isFlow) return linesBetween(this.#text, from, to)
    if (this.#text.slice(from, to).includes('#')) this.#flowComments++
    return []
  }

  #takeBeside(): string {
    const beside = commentBeside(this.#text, this.#done)
    this.#done += beside.length
    return beside.replace(/[ \t]+$/, '')
  }

  #takeBelow(own: number, column: number): readonly string[] {
    const next = this.#events.slice(this.#at, this.#at + 100).findIndex(event => event.type !== EVENT_ID.POP)
    const at = this.#at
    this.#at += Math.max(next, 0)
    const start = next < 0 || this.#events[this.#at]!.type === EVENT_ID.DOCUMENT ? -1 : this.#nextStart()
    this.#at = at
    const { lines, end } = linesBelow(this.#text, this.#done, start < 0 ? this.#text.length : start, {
      own,
      parent: column,
    })
    this.#done = end
    return lines
  }

  #openFlow(event: MappingEvent | SequenceEvent, bracket: string): void {
    if (this.#text[event.start] !== bracket) this.#refuse('a pair without braces', event.start)
    this.#done = event.start + 1
  }

  #closeFlow(): void {
    const rest = /(?:[\s,:]|#.*)*[\]}]/y
    rest.lastIndex = this.#done
    const found = rest.exec(this.#text)![0]
    this.#takeLines(this.#done + found.length, true)
  }

  #refuseProperties({ anchorStart, tagStart }: ScalarEvent | SequenceEvent | MappingEvent): void {
    if (anchorStart >= 0) this.#refuse('an anchor', anchorStart - 1)
    if (tagStart >= 0) this.#refuse('a tag', tagStart)
  }

  #refuse(what: string, offset: number): never {
    throw fault('yaml-feature', `${what} is not taken in zone files`, placeAt(this.#text, this.#file, offset))
  }
}

function placeAt(text: string, file: string, offset: number): Place {
  const line = text.slice(0, offset).split('\n').length
  return { file, line, column: columnAt(text, offset) + 1 }
}
