// Walks the events of js-yaml over one part of a file; positions are those of `Reading`.
import {
  EVENT_ID,
  type Event,
  getScalarValue,
  type MappingEvent,
  parseEvents,
  SCALAR_STYLE,
  type ScalarEvent,
  type SequenceEvent,
} from 'js-yaml'
import type { MappingEntry, MappingNode, RefusedNode, ScalarNode, SequenceNode, YamlNode } from './node.ts'
import { placeText, type Reading } from './reading.ts'

/** What is next; the end of the enclosing document, list or mapping is `end`, as is the end of all. */
export type Next = 'document' | 'sequence' | 'mapping' | 'scalar' | 'alias' | 'end'

const nextOf: Readonly<Record<number, Next>> = {
  [EVENT_ID.DOCUMENT]: 'document',
  [EVENT_ID.SEQUENCE]: 'sequence',
  [EVENT_ID.MAPPING]: 'mapping',
  [EVENT_ID.SCALAR]: 'scalar',
  [EVENT_ID.ALIAS]: 'alias',
  [EVENT_ID.POP]: 'end',
}

const nullWords = new Set(['', '~', 'null', 'Null', 'NULL'])

/** The events of one part of a file; `base` is the position of the part's first character. */
interface Part {
  readonly reading: Reading
  readonly text: string
  readonly base: number
  readonly events: readonly Event[]
}

/** Parses the lines from `start` to `end` of a file; throws a YAMLException if they are not YAML. */
export function parsePart(reading: Reading, start: number, end: number): EventCursor {
  // js-yaml measures the indentation of a line at the line break before it.
  const from = Math.max(0, start - 1)
  const text = reading.text.slice(from, end)
  return new EventCursor({ reading, text, base: reading.base + from, events: parseEvents(text, {}) })
}

export class EventCursor {
  /** The scalar that was read last. Fields of the cursor, as there are millions of scalars to make no object of. */
  text = ''
  position: number
  isNull = false

  readonly #part: Part
  #at: number

  constructor(part: Part, at = 0) {
    this.#part = part
    this.#at = at
    this.position = part.base
  }

  /** Another cursor at the same place. */
  fork(): EventCursor {
    return new EventCursor(this.#part, this.#at)
  }

  peek(): Next {
    const event = this.#part.events[this.#at]
    return event ? nextOf[event.type]! : 'end'
  }

  /** Steps into a document, list or mapping. */
  enter(): void {
    const event = this.#part.events[this.#at++]
    if (event?.type !== EVENT_ID.SEQUENCE && event?.type !== EVENT_ID.MAPPING) return
    this.position = this.#part.base + event.start
    this.#refuseProperties(event)
  }

  /** Says whether the document, list or mapping ends here, and steps over its end. */
  leave(): boolean {
    if (this.peek() !== 'end') return false
    this.#at++
    return true
  }

  /** Reads a scalar into `text`, `position` and `isNull`. */
  scalar(): void {
    const event = this.#part.events[this.#at++] as ScalarEvent
    const { valueStart, valueEnd, style } = event
    this.#refuseProperties(event)
    this.isNull = valueStart < 0
    this.text = ''
    if (valueStart < 0) return
    const isQuoted = style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED
    this.position = this.#part.base + valueStart - (isQuoted ? 1 : 0)
    const { text } = this.#part
    this.text = event.fast ? text.slice(valueStart, valueEnd) : getScalarValue(text, event)
    this.isNull = this.text.length <= 4 && style === SCALAR_STYLE.PLAIN && nullWords.has(this.text)
  }

  /** Reads a key into `text` and `position`; reports one that cannot be used and returns false. */
  key(): boolean {
    if (this.peek() !== 'scalar') {
      const { kind, position } = this.node()
      if (kind !== 'refused') this.#report('zone-file-schema', 'a key must be a single word', position)
      return false
    }
    this.scalar()
    if (this.text === '<<') this.#refuse('the merge key <<', this.position)
    else if (this.text === '') this.#report('value-missing', 'a key is empty', this.position)
    return this.text !== '' && this.text !== '<<'
  }

  /** Says whether a list is next that has nothing but scalars in it. */
  isListOfScalars(): boolean {
    const { events } = this.#part
    if (events[this.#at]?.type !== EVENT_ID.SEQUENCE) return false
    for (let i = this.#at + 1; ; i++) {
      const type = events[i]?.type
      if (type !== EVENT_ID.SCALAR) return type === EVENT_ID.POP
    }
  }

  /** Reads whatever is next as a tree. */
  node(): YamlNode {
    switch (this.peek()) {
      case 'sequence':
        return this.#sequence()
      case 'mapping':
        return this.#mapping()
      case 'alias':
        return this.#alias()
      default:
        this.scalar()
        return this.#lastScalar()
    }
  }

  /** Passes over a mapping whose content another cursor reads. */
  skip(): MappingNode {
    this.enter()
    const { position } = this
    for (let depth = 1; depth > 0; this.#at++) {
      const next = this.peek()
      if (next === 'end') depth--
      else if (next === 'mapping' || next === 'sequence') depth++
    }
    return { kind: 'mapping', entries: new Map(), position }
  }

  #lastScalar(): ScalarNode {
    return { kind: 'scalar', text: this.text, isNull: this.isNull, position: this.position }
  }

  #sequence(): SequenceNode {
    this.enter()
    const { position } = this
    const items: YamlNode[] = []
    while (!this.leave()) items.push(this.node())
    return { kind: 'sequence', items, position }
  }

  #mapping(): MappingNode {
    this.enter()
    const { position } = this
    const entries = new Map<string, MappingEntry>()
    while (!this.leave()) {
      const isUsable = this.key()
      const key = this.#lastScalar()
      const value = this.node()
      if (isUsable) this.addEntry(entries, { key, value })
    }
    return { kind: 'mapping', entries, position }
  }

  /** Adds an entry, or reports that its key is there already. */
  addEntry(entries: Map<string, MappingEntry>, entry: MappingEntry): void {
    const { text, position } = entry.key
    const first = entries.get(text)
    if (!first) entries.set(text, entry)
    else {
      const place = placeText(this.#part.reading.placeAt(first.key.position))
      this.#report('duplicate-key', `"${text}" is there already, at ${place}`, position)
    }
  }

  #alias(): RefusedNode {
    const event = this.#part.events[this.#at++] as Extract<Event, { type: typeof EVENT_ID.ALIAS }>
    const position = this.#part.base + event.anchorStart - 1
    this.#refuse(`the alias *${this.#part.text.slice(event.anchorStart, event.anchorEnd)}`, position)
    return { kind: 'refused', position }
  }

  #refuseProperties(event: ScalarEvent | SequenceEvent | MappingEvent): void {
    const { text, base } = this.#part
    const { anchorStart, anchorEnd, tagStart, tagEnd } = event
    if (anchorStart >= 0)
      this.#refuse(`the anchor &${text.slice(anchorStart, anchorEnd)}`, base + anchorStart - 1)
    if (tagStart >= 0) this.#refuse(`the tag ${text.slice(tagStart, tagEnd)}`, base + tagStart)
  }

  #refuse(what: string, position: number): void {
    this.#report('yaml-feature', `${what} is not taken in zone files; write the value out`, position)
  }

  #report(...[code, message, position]: Parameters<Reading['report']>): void {
    this.#part.reading.report(code, message, position)
  }
}
