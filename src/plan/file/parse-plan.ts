// Makes a valid plan of plain data, or says what in it is wrong.
import { type Mismatch, mismatches } from '../../base/check-value.ts'
import { problem, throwIfAny } from '../../base/errors.ts'
import { type Path, pathText } from '../../base/json-schema.ts'
import { parseName } from '../../dns/name.ts'
import { validators } from '../generated/plan.js'
import { parseChange } from '../parse-change.ts'
import type { Plan, ZonePlan } from '../plan.ts'
import { planSchema } from './plan-schema.ts'

/** Checks plain data and gives them back as a plan; throws `plan-file-invalid` with all that is wrong. */
export function parsePlan(data: unknown): Plan {
  throwIfAny(
    mismatches({ schema: planSchema, validate: validators.plan }, data).map(mismatch =>
      problem('plan-file-invalid', mismatchText(mismatch, data)),
    ),
  )
  // It has the shape of a plan; its names and record data are texts that have to be read.
  const plan = data as Plan
  return { ...plan, zones: plan.zones.map(parseZonePlan) }
}

const parseZonePlan = (zone: ZonePlan): ZonePlan => ({
  ...zone,
  zone: parseName(zone.zone),
  unmanaged: zone.unmanaged.map(one => ({ ...one, owner: parseName(one.owner) })),
  changes: zone.changes.map(change => parseChange(change, 'parse')),
})

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
