// Selectors that look at the name of the question, as octets.

import { readName } from '../asked-name.ts'
import { definePart } from '../define-part.ts'
import { createNameSet, hasName, hasNameOrAbove } from '../name-set.ts'
import type { RulePart, Selector } from '../rule.ts'

const quietProperty = {
  type: 'boolean',
  description: 'Lists of rules say how many there are, and do not list them.',
  default: false,
} as const

const nameProperty = { type: 'string', minLength: 1, title: 'a name such as example.com' } as const

const qname = definePart({
  type: 'QName',
  summary: 'Matches questions for one name, in any letter case.',
  properties: { qname: { ...nameProperty, description: 'The name; names below it do not match.' } },
  required: ['qname'],
  make: ({ qname }, { asked }): Selector => exactly([qname], asked),
})

const qnameSet = definePart({
  type: 'QNameSet',
  summary: 'Matches questions for one of several names, however many; names below them do not match.',
  properties: {
    qnames: { type: 'array', description: 'The names.', items: nameProperty },
    quiet: quietProperty,
  },
  required: ['qnames'],
  make: ({ qnames }, { asked }): Selector => exactly(qnames, asked),
})

function exactly(names: readonly string[], asked: Parameters<typeof hasName>[1]): Selector {
  const set = createNameSet(names, asked.seed)
  return t => {
    readName(asked, t)
    return hasName(set, asked)
  }
}

const qnameSuffix = definePart({
  type: 'QNameSuffix',
  summary: 'Matches questions for one of several names, however many, and for names below them.',
  properties: {
    suffixes: {
      type: 'array',
      description: 'The names, in whole labels: `example.com` is not above `an-example.com`.',
      items: nameProperty,
    },
    quiet: quietProperty,
  },
  required: ['suffixes'],
  make({ suffixes }, { asked }): Selector {
    const set = createNameSet(suffixes, asked.seed)
    return t => {
      readName(asked, t)
      return hasNameOrAbove(set, asked)
    }
  },
})

const count = (description: string) =>
  ({ type: 'integer', minimum: 0, maximum: 0xffff, description }) as const

const qnameLabelsCount = definePart({
  type: 'QNameLabelsCount',
  summary: 'Matches questions for names that have fewer labels, or more. The root is not counted.',
  properties: {
    min_labels_count: count('Names with fewer labels match.'),
    max_labels_count: count('Names with more labels match.'),
  },
  required: ['min_labels_count', 'max_labels_count'],
  make:
    ({ min_labels_count: min, max_labels_count: max }): Selector =>
    ({ labels }) =>
      labels < min || labels > max,
})

/** Where the name starts in a message. */
const nameAt = 12

const qnameWireLength = definePart({
  type: 'QNameWireLength',
  summary: 'Matches questions for names that are shorter, or longer, as messages have them.',
  properties: {
    min: count('Names of fewer octets match; example.com has 13.'),
    max: count('Names of more octets match.'),
  },
  required: ['min', 'max'],
  make:
    ({ min, max }): Selector =>
    ({ nameEnd }) =>
      nameEnd - nameAt < min || nameEnd - nameAt > max,
})

/** QName, QNameSet, QNameSuffix, QNameLabelsCount and QNameWireLength. */
export const nameSelectors: readonly RulePart<Selector>[] = [
  qname,
  qnameSet,
  qnameSuffix,
  qnameLabelsCount,
  qnameWireLength,
]
