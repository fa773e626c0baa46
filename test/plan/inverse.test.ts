import { describe, expect, it } from 'vitest'
import { composed, inverseOf } from '../../src/plan/inverse.ts'
import type { Change } from '../../src/plan/plan.ts'
import { rrset } from './rrsets.ts'

const [one, two, three] = ['www 300 A 192.0.2.1', 'www 300 A 192.0.2.2', 'WWW 60 A 192.0.2.1'].map(rrset)
const key = { owner: one!.owner, type: 'A' } as const
const create: Change = { ...key, action: 'create', after: one! }
const update: Change = { ...key, action: 'update', before: one!, after: two! }
const back: Change = { ...key, action: 'update', before: two!, after: one! }
const remove: Change = { ...key, action: 'delete', before: two! }

describe('the inverse of changes', () => {
  it.each<[string, Change, Change]>([
    ['a create', create, { ...key, action: 'delete', before: one! }],
    ['an update', update, back],
    ['a delete', remove, { ...key, action: 'create', after: two! }],
  ])('turns %s round', (_, change, inverse) => {
    expect(inverseOf([change])).toEqual([inverse])
    expect(inverseOf(inverseOf([change]))).toEqual([change])
  })
})

describe('changes one after the other', () => {
  it.each<[string, Change[], Change[]]>([
    ['a create and an update', [create, update], [{ ...key, action: 'create', after: two! }]],
    ['an update and a delete', [update, remove], [{ ...key, action: 'delete', before: one! }]],
    ['a create, an update and a delete', [create, update, remove], []],
    ['an update and its inverse', [update, back], []],
    [
      'a lowered TTL, and the change',
      [
        { ...key, action: 'update', before: one!, after: three! },
        { ...key, action: 'update', before: three!, after: two! },
      ],
      [update],
    ],
    ['a delete and a create', [remove, create], [back]],
    [
      'one at another name',
      [update, { ...remove, owner: rrset('mail 300 A 192.0.2.2').owner }],
      [update, { ...remove, owner: rrset('mail 300 A 192.0.2.2').owner }],
    ],
  ])('are summed up: %s', (_, changes, sum) => {
    expect(composed(changes)).toEqual(sum)
  })
})
