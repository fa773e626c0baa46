// Actions that change the TTLs of an answer before it is kept in the packet cache.

import { fault } from '../../../base/errors.ts'
import { limitTtls, maxTtl, reduceTtls } from '../../message/ttls.ts'
import { typeSet } from '../../message/type-set.ts'
import { ttlSchema } from '../actions/response-config.ts'
import { definePart } from '../define-part.ts'
import { type Action, outcomes, type RulePart } from '../rule.ts'
import { readType, recordTypeSchema } from '../rule-values.ts'

const limitTtl = definePart({
  type: 'LimitTTL',
  summary: 'Brings the TTLs of the answer between two limits.',
  properties: {
    min: { ...ttlSchema, description: 'Seconds at least.' },
    max: { ...ttlSchema, description: 'Seconds at most.' },
    types: {
      type: 'array',
      items: recordTypeSchema,
      description: 'Types of the records that are meant; all if empty.',
      default: [],
    },
  },
  required: ['min', 'max'],
  make({ min, max, types }): Action {
    if (min > max) throw fault('proxy-rule-invalid', `min ${min} is above max ${max}`)
    const only = types.length === 0 ? undefined : typeSet(types.map(readType))
    return t => {
      limitTtls(t, min, max, only)
      return outcomes.next
    }
  },
})

const setMaxTtl = definePart({
  type: 'SetMaxTTL',
  summary: 'Limits the TTLs of the answer, also in the packet cache.',
  properties: { max: { ...ttlSchema, description: 'Seconds at most.' } },
  required: ['max'],
  make:
    ({ max }): Action =>
    t => {
      limitTtls(t, 0, max)
      return outcomes.next
    },
})

const setMinTtl = definePart({
  type: 'SetMinTTL',
  summary: 'Raises the TTLs of the answer to a least one, also in the packet cache.',
  properties: { min: { ...ttlSchema, description: 'Seconds at least.' } },
  required: ['min'],
  make:
    ({ min }): Action =>
    t => {
      limitTtls(t, min, maxTtl)
      return outcomes.next
    },
})

const setReducedTtl = definePart({
  type: 'SetReducedTTL',
  summary: 'Reduces the TTLs of the answer to a share of what they are.',
  properties: {
    percentage: {
      type: 'integer',
      minimum: 0,
      maximum: 100,
      description: 'How much of each TTL is left, in percent.',
    },
  },
  required: ['percentage'],
  make:
    ({ percentage }): Action =>
    t => {
      reduceTtls(t, percentage)
      return outcomes.next
    },
})

/** LimitTTL, SetMaxTTL, SetMinTTL and SetReducedTTL. */
export const ttlActions: readonly RulePart<Action>[] = [limitTtl, setMaxTtl, setMinTtl, setReducedTtl]
