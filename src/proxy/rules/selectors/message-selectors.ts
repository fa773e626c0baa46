// Selectors that look at a message as a whole: its size, its records, what stands behind them.
import { headerAt, u16 } from '../../message/layout.ts'
import { recordEnd, skipName } from '../../message/skip-name.ts'
import type { Transaction } from '../../transaction.ts'
import { definePart } from '../define-part.ts'
import type { RulePart, Selector } from '../rule.ts'
import { readType, recordTypeSchema } from '../rule-values.ts'

const sections = { question: 0, answer: 1, authority: 2, additional: 3 } as const

const sectionProperty = {
  type: 'integer',
  minimum: 0,
  maximum: 3,
  description: 'The section: 0 is the question, 1 the answer, 2 authority, 3 additional.',
} as const

const bound = (description: string) =>
  ({ type: 'integer', minimum: 0, maximum: 0xffff, description }) as const
const minimumProperty = bound('Fewer do not match.')
const maximumProperty = bound('More do not match.')

const recordsCount = definePart({
  type: 'RecordsCount',
  summary: 'Matches messages by how many records the header says a section has.',
  properties: { section: sectionProperty, minimum: minimumProperty, maximum: maximumProperty },
  required: ['section', 'minimum', 'maximum'],
  make({ section, minimum, maximum }): Selector {
    const at = headerAt.questions + 2 * section
    return ({ message }) => {
      const count = u16(message, at)
      return count >= minimum && count <= maximum
    }
  },
})

const recordsTypeCount = definePart({
  type: 'RecordsTypeCount',
  summary: 'Matches messages by how many records of a type a section has.',
  properties: {
    section: sectionProperty,
    record_type: { ...recordTypeSchema, description: 'The type: `TXT`, or its number.' },
    minimum: minimumProperty,
    maximum: maximumProperty,
  },
  required: ['section', 'record_type', 'minimum', 'maximum'],
  make({ section, record_type: typeText, minimum, maximum }): Selector {
    const type = readType(typeText)
    return t => {
      const count = countType(t, section, type)
      return count >= minimum && count <= maximum
    }
  },
})

/** Records of a type in a section, as far as the message goes. */
function countType(t: Transaction, section: number, type: number): number {
  if (section === sections.question) return t.type === type ? 1 : 0
  const { message, length } = t
  const skipped = recordsUpTo(message, section - 1)
  const end = recordsUpTo(message, section)
  let count = 0
  let at = t.questionEnd
  for (let i = 0; i < end; i++) {
    const fieldsAt = skipName(message, at, length)
    at = recordEnd(message, fieldsAt, length)
    if (at < 0) return count
    if (i >= skipped && u16(message, fieldsAt) === type) count++
  }
  return count
}

/** How many records the sections up to one have, by the header. */
function recordsUpTo(message: Uint8Array, section: number): number {
  let count = 0
  for (let each = sections.answer as number; each <= section; each++)
    count += u16(message, headerAt.questions + 2 * each)
  return count
}

const trailingData = definePart({
  type: 'TrailingData',
  summary: 'Matches messages with something behind their last record.',
  properties: {},
  required: [],
  make: (): Selector => t => {
    const { message, length } = t
    const records = recordsUpTo(message, sections.additional)
    let at = t.questionEnd
    for (let i = 0; i < records && at >= 0; i++)
      at = recordEnd(message, skipName(message, at, length), length)
    return at >= 0 && at < length
  },
})

const comparisons: Readonly<Record<string, (size: number) => Selector>> = {
  equal: size => t => t.length === size,
  greater: size => t => t.length > size,
  greaterOrEqual: size => t => t.length >= size,
  smaller: size => t => t.length < size,
  smallerOrEqual: size => t => t.length <= size,
}

const payloadSize = definePart({
  type: 'PayloadSize',
  summary: 'Matches messages by their size.',
  properties: {
    comparison: { type: 'string', enum: Object.keys(comparisons), description: 'What their size must be.' },
    size: bound('The octets that it is compared with.'),
  },
  required: ['comparison', 'size'],
  make: ({ comparison, size }): Selector => comparisons[comparison]!(size),
})

/** RecordsCount, RecordsTypeCount, TrailingData and PayloadSize. */
export const messageSelectors: readonly RulePart<Selector>[] = [
  recordsCount,
  recordsTypeCount,
  trailingData,
  payloadSize,
]
