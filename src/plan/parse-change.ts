// Reads changes that were kept as JSON: their names and record data are texts, of which valid values are made again.
import { fault } from '../base/errors.ts'
import { parseName } from '../dns/name.ts'
import { typeOf } from '../dns/rr/table.ts'
import type { RRset } from '../dns/rrset.ts'
import type { Change } from './plan.ts'

/**
 * Gives back a change that has the shape of one; throws what is wrong with its names and data. `wanted` is how what is
 * to be is read: `parse` refuses what breaks rules, `take` does not, as what was once there may.
 */
export function parseChange(change: Change, wanted: 'parse' | 'take'): Change {
  const owner = parseName(change.owner)
  const type = typeOf(change.type).name
  const image = (key: 'before' | 'after', rrset: RRset): RRset => {
    // What was there may break rules, and is to be replaced all the same.
    const parsed = parseRRset(rrset, key === 'before' ? 'take' : wanted)
    if (parsed.type !== type) throw fault('plan-file-invalid', `"${key}" is not an RRset of type ${type}`)
    return parsed
  }
  switch (change.action) {
    case 'create':
      return { ...change, owner, type, after: image('after', change.after) }
    case 'update':
      return {
        ...change,
        owner,
        type,
        before: image('before', change.before),
        after: image('after', change.after),
      }
    case 'delete':
      return { ...change, owner, type, before: image('before', change.before) }
    default:
      return change satisfies never
  }
}

function parseRRset(rrset: RRset, read: 'parse' | 'take'): RRset {
  const type = typeOf(rrset.type)
  const values = <T extends Pick<RRset, 'rdatas' | 'alias'>>(from: T): T => ({
    ...from,
    rdatas: from.rdatas.map(rdata => type[read](rdata)),
    ...(from.alias && { alias: { ...from.alias, target: parseName(from.alias.target) } }),
  })
  const { policy } = rrset
  return {
    ...values(rrset),
    owner: parseName(rrset.owner),
    type: type.name,
    ...(policy && { policy: { ...policy, sets: policy.sets.map(values) } }),
  }
}
