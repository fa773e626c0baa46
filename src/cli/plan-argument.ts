// Tells a plan file from zones among the arguments of `apply`.
import { readFileSync } from 'node:fs'
import { fault } from '../base/errors.ts'
import { looksLikePlanFile } from '../plan/plan.ts'
import { choosesZones, type SelectionFlagValues } from './selection-flags.ts'

/** Flags that fit a plan file only, or zones only. */
interface PlanFileFlags extends SelectionFlagValues {
  readonly 'verify-key': string | undefined
  readonly 'max-age': number | undefined
}

/** A plan file stands alone: its name ends in `.json`, or its text begins as a plan's does. Throws `usage-invalid`. */
export function planOrZones(
  args: readonly string[],
  flags: PlanFileFlags,
): { readonly planFile: string } | { readonly select: readonly string[] } {
  const planFile = args.find(isPlanFile)
  if (planFile === undefined) {
    const alone = (['verify-key', 'max-age'] as const).find(name => flags[name] !== undefined)
    if (alone === undefined) return { select: args }
    throw fault('usage-invalid', `--${alone} is of a plan file, and none is given`)
  }
  if (args.length === 1 && !choosesZones(flags)) return { planFile }
  throw fault(
    'usage-invalid',
    `the plan file ${planFile} is applied as a whole; leave out what else chooses zones`,
  )
}

function isPlanFile(arg: string): boolean {
  if (arg.endsWith('.json')) return true
  try {
    return looksLikePlanFile(readFileSync(arg, 'utf8'))
  } catch {
    return false
  }
}
