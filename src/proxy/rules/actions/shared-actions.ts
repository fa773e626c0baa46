// Actions that are the same for queries and for answers.
import { definePart } from '../define-part.ts'
import { type Action, outcomes, type RulePart } from '../rule.ts'
import { ttlSchema } from './response-config.ts'

const allow = definePart({
  type: 'Allow',
  summary: 'Lets it go its way; no further rule is looked at.',
  properties: {},
  required: [],
  make: (): Action => () => outcomes.done,
})

const drop = definePart({
  type: 'Drop',
  summary: 'Answers nothing.',
  properties: {},
  required: [],
  make: (): Action => () => outcomes.drop,
})

const delay = definePart({
  type: 'Delay',
  summary: 'Delays the answer, over UDP alone; servers are asked at once.',
  properties: {
    msec: { type: 'integer', minimum: 0, maximum: 60_000, description: 'Milliseconds.' },
  },
  required: ['msec'],
  make:
    ({ msec }): Action =>
    t => {
      t.decided.delayMs = msec
      return outcomes.next
    },
})

const setExtendedError = definePart({
  type: 'SetExtendedDNSError',
  summary: 'Puts an Extended DNS Error on the answer, for clients with EDNS (RFC 8914).',
  properties: {
    info_code: {
      type: 'integer',
      minimum: 0,
      maximum: 0xffff,
      description: 'Its number, such as 15 for Blocked.',
    },
    extra_text: { type: 'string', description: 'Text for people.', default: '' },
    clear_existing_entries: {
      type: 'boolean',
      description: 'Whether it takes the place of those that the server has put on the answer.',
      default: true,
    },
  },
  required: ['info_code'],
  make:
    ({ info_code: code, extra_text: text, clear_existing_entries: clears }): Action =>
    ({ decided }) => {
      decided.ede = code
      decided.edeText = text
      decided.edeKeepsOthers = !clears
      return outcomes.next
    },
})

const setMaxReturnedTtl = definePart({
  type: 'SetMaxReturnedTTL',
  summary: 'Limits the TTLs that the client gets; the cache keeps the answer with its own.',
  properties: { max: { ...ttlSchema, description: 'Seconds at most.' } },
  required: ['max'],
  make:
    ({ max }): Action =>
    t => {
      t.decided.maxReturnedTtl = max
      return outcomes.next
    },
})

const setSkipCache = definePart({
  type: 'SetSkipCache',
  summary: 'Neither looks the query up in the packet cache nor keeps its answer there.',
  properties: {},
  required: [],
  make: (): Action => t => {
    t.decided.skipCache = true
    return outcomes.next
  },
})

const tag = { type: 'string', minLength: 1, description: 'The name of the tag.' } as const

const setTag = definePart({
  type: 'SetTag',
  summary:
    'Notes a value under a name, which selectors of later rules, also those for its answer, can ask for.',
  properties: { tag, value: { type: 'string', description: 'The value; one from before is replaced.' } },
  required: ['tag', 'value'],
  make({ tag, value }): Action {
    // A first tag costs nothing for a packet: all queries have the same map, which nobody changes.
    const alone: ReadonlyMap<string, string> = new Map([[tag, value]])
    return ({ decided }) => {
      decided.tags = decided.tags === undefined ? alone : new Map(decided.tags).set(tag, value)
      return outcomes.next
    }
  },
})

const unsetTag = definePart({
  type: 'UnsetTag',
  summary: 'Forgets the value noted under a name.',
  properties: { tag },
  required: ['tag'],
  make:
    ({ tag }): Action =>
    ({ decided }) => {
      if (decided.tags?.has(tag)) {
        const left = new Map(decided.tags)
        left.delete(tag)
        decided.tags = left
      }
      return outcomes.next
    },
})

/** Those of queries and of answers alike, but Log, which tells of either what it is. */
export const sharedActions: readonly RulePart<Action>[] = [
  allow,
  delay,
  drop,
  setExtendedError,
  setMaxReturnedTtl,
  setSkipCache,
  setTag,
  unsetTag,
]
