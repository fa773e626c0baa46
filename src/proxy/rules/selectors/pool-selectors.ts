// Selectors that look at the proxy itself: its pools, and what rules have noted of a query before.
import { definePart } from '../define-part.ts'
import type { RulePart, Selector } from '../rule.ts'

const poolProperty = {
  type: 'string',
  description: 'The name of the pool; empty for that of all other queries.',
} as const

const poolAvailable = definePart({
  type: 'PoolAvailable',
  summary: 'Matches while a server of a pool is usable.',
  properties: { pool: poolProperty },
  required: ['pool'],
  make({ pool: name }, site): Selector {
    const pool = site.pool(name)
    return () => pool.isAvailable()
  },
})

const poolOutstanding = definePart({
  type: 'PoolOutstanding',
  summary: 'Matches while more queries wait for the servers of a pool.',
  properties: {
    pool: poolProperty,
    max_outstanding: { type: 'integer', minimum: 0, description: 'More waiting queries than these match.' },
  },
  required: ['pool', 'max_outstanding'],
  make({ pool: name, max_outstanding: most }, site): Selector {
    const pool = site.pool(name)
    return () => pool.outstanding() > most
  },
})

const tag = definePart({
  type: 'Tag',
  summary: 'Matches what a rule before has tagged.',
  properties: {
    tag: { type: 'string', minLength: 1, description: 'The name of the tag.' },
    value: { type: 'string', description: 'The value that it must have.', default: '' },
    'empty-as-wildcard': {
      type: 'boolean',
      description:
        'Whether an empty `value` stands for any value; otherwise the value of the tag must be empty.',
      default: true,
    },
  },
  required: ['tag'],
  make({ tag, value, 'empty-as-wildcard': isWildcard }): Selector {
    if (value === '' && isWildcard) return ({ decided: { tags } }) => tags?.has(tag) === true
    return ({ decided: { tags } }) => tags?.get(tag) === value
  },
})

/** PoolAvailable, PoolOutstanding and Tag. */
export const poolSelectors: readonly RulePart<Selector>[] = [poolAvailable, poolOutstanding, tag]
