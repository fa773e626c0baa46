// Finds the records that InvalidChangeBatch speaks of: its messages name them in a few ways, none of them documented.
import { type Problem, problem } from '../../../base/errors.ts'
import type { RecordSet } from '../../../route53/record-set.ts'
import type { Swap } from './batch.ts'

/** Says of each message which of a batch's RRsets it concerns. */
export const refusalsOf = (messages: readonly string[], swaps: readonly Swap[]): Problem[] =>
  messages.map(message => {
    const concerned = swaps.filter(swap => concerns(message, swap))
    const places = concerned.slice(0, mostNamed).map(({ change }) => `${change.owner} ${change.type}`)
    const more = concerned.length > mostNamed ? ` and ${concerned.length - mostNamed} more` : ''
    const where = places.length > 0 ? places.join(', ') + more : 'one of the changes'
    return problem('route53-refused', `${where}: Route 53 says "${message}"`)
  })

const mostNamed = 5

function concerns(message: string, swap: Swap): boolean {
  for (const { pattern, matches } of readings) {
    const groups = pattern.exec(message)?.groups
    if (groups) return recordSetsOf(swap).some(set => matches(set, groups))
  }
  return false
}

const recordSetsOf = ({ held, wanted }: Swap): readonly RecordSet[] => [...wanted, ...held]

interface Reading {
  readonly pattern: RegExp
  matches(set: RecordSet, groups: Groups): boolean
}

type Groups = Readonly<Record<string, string | undefined>>

const isNamed = (set: RecordSet, { name, type, id }: Groups): boolean =>
  withDot(set.Name) === withDot(name) &&
  (type === undefined || set.Type === type) &&
  (id === undefined || set.SetIdentifier === id)

/** How messages name a record set; the first that fits tells. */
const readings: readonly Reading[] = [
  {
    // Tried to create resource record set [name='www.example.com.', type='A', set-identifier='x'] but it already exists
    pattern: /\[name='(?<name>[^']*)',\s*type='(?<type>[^']*)'(?:,\s*set-?identifier='(?<id>[^']*)')?/i,
    matches: isNamed,
  },
  {
    // RRSet of type CNAME with DNS name www.example.com. is not permitted …
    pattern: /RRSet of type (?<type>\S+) with DNS name (?<name>[^\s,]+)/,
    matches: isNamed,
  },
  {
    // RRSet with DNS name www.example.com., type A, SetIdentifier x[, and Region Name=eu-west-1] cannot be created …
    pattern:
      /RRSet with DNS name (?<name>[^\s,]+)(?:, type (?<type>[^\s,]+))?(?:, SetIdentifier (?<id>.+?)(?=, | cannot |$))?/,
    matches: isNamed,
  },
  {
    // The request contains an invalid set of changes for a resource record set 'A www.example.com.'
    pattern: /resource record set '(?<type>\S+) (?<name>[^']+)'/,
    matches: isNamed,
  },
  {
    // Tried to create an alias that targets www.example.com., type A in zone Z…, but that target was not found
    pattern: /alias that targets (?<name>[^\s,]+), type (?<type>\S+)/,
    matches: ({ AliasTarget, Type }, { name, type }) =>
      AliasTarget !== undefined && withDot(AliasTarget.DNSName) === withDot(name) && Type === type,
  },
  {
    // Invalid Resource Record: 'FATAL problem: … encountered with 'value'', with or without the outer quotes;
    // Duplicate Resource Record: 'value'
    pattern: /(?:encountered (?:with|at)|Duplicate Resource Record:) '(?<value>[^]*?)'{1,2}$/,
    matches: ({ ResourceRecords = [] }, { value }) => ResourceRecords.some(({ Value }) => Value === value),
  },
]

const withDot = (name = ''): string => (name.endsWith('.') ? name : `${name}.`).toLowerCase()
