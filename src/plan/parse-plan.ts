// Makes a valid plan of plain data, or says what in it is wrong.
import { type Mismatch, mismatches } from '../base/check-value.ts'
import { DnsctlError, fault, problem } from '../base/errors.ts'
import { type Path, pathText } from '../base/json-schema.ts'
import { parseName } from '../dns/name.ts'
import { typeOf } from '../dns/rr/table.ts'
import type { RRset } from '../dns/rrset.ts'
import { validators } from './generated/plan.js'
import type { Change, Plan, ZonePlan } from './plan.ts'
import { planSchema } from './plan-schema.ts'

/** Checks plain data and gives them back as a plan; throws `plan-file-invalid` with all that is wrong. */
export function parsePlan(data: unknown): Plan {
  const [first, ...others] = mismatches({ schema: planSchema, validate: validators.plan }, data).map(
    mismatch => problem('plan-file-invalid', mismatchText(mismatch, data)),
  )
  if (first) throw new DnsctlError([first, ...others])
  // It has the shape of a plan; its names and record data are texts that have to be read.
  const plan = data as Plan
  return { ...plan, zones: plan.zones.map(parseZonePlan) }
}

const parseZonePlan = (zone: ZonePlan): ZonePlan => ({
  ...zone,
  zone: parseName(zone.zone),
  unmanaged: zone.unmanaged.map(one => ({ ...one, owner: parseName(one.owner) })),
  changes: zone.changes.map(parseChange),
})

function parseChange(change: Change): Change {
  const owner = parseName(change.owner)
  const type = typeOf(change.type).name
  const image = (key: 'before' | 'after', rrset: RRset): RRset => {
    // What was there may break rules, and is to be replaced all the same.
    const parsed = parseRRset(rrset, key === 'before' ? 'take' : 'parse')
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

function mismatchText(mismatch: Mismatch, data: unknown): string {
  const name = `"${pathText(mismatch.path) || 'plan'}"`
  switch (mismatch.kind) {
    case 'missing':
      return `${name} is missing`
    case 'unknown':
      return `${name} is unknown`
    case 'invalid':
      return `${name} is ${valueText(data, mismatch.path)}, not ${mismatch.expected}`
    default:
      return mismatch satisfies never
  }
}

const mostShown = 40

/** The value at a path as JSON; the start of it if it is long. */
function valueText(data: unknown, path: Path): string {
  const value = path.reduce<unknown>((at, step) => (at as Readonly<Record<string, unknown>>)[step], data)
  const text = JSON.stringify(value)
  return text.length > mostShown ? `${text.slice(0, mostShown)}…` : text
}
