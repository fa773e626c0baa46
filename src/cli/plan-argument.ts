// Tells a plan file from zones among the arguments of `apply`.
import { readFileSync } from 'node:fs'
import { fault } from '../base/errors.ts'

/** A plan file stands alone: its name ends in `.json`, or its text begins as a plan's does. */
export function planOrZones(
  args: readonly string[],
): { readonly planFile: string } | { readonly select: readonly string[] } {
  const planFile = args.find(isPlanFile)
  if (planFile === undefined) return { select: args }
  if (args.length === 1) return { planFile }
  throw fault(
    'usage-invalid',
    `the plan file ${planFile} is applied as a whole; leave out the other arguments`,
  )
}

function isPlanFile(arg: string): boolean {
  if (arg.endsWith('.json')) return true
  try {
    return /^\s*\{\s*"format"/.test(readFileSync(arg, 'utf8'))
  } catch {
    return false
  }
}
