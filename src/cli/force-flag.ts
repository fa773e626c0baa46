// `--force=deletes,access`: which guards of plans are lifted. None is lifted without its name.
import * as Flags from '@oclif/core/flags'
import { fault } from '../base/errors.ts'
import { nearest } from '../base/nearest.ts'
import { type Guard, guards } from '../plan/plan.ts'

const names = Object.keys(guards) as Guard[]

/** Reads the name of a guard; throws `usage-invalid`, which tells what there is to lift. */
export function parseGuard(text: string): Guard {
  if (Object.hasOwn(guards, text)) return text as Guard
  const near = nearest(text, names)
  const what = text === '' ? '--force needs the name of a guard' : `--force: there is no guard "${text}"`
  throw fault(
    'usage-invalid',
    `${what}${near === undefined ? '' : `; did you mean "${near}"?`}\n${guardList()}`,
  )
}

function guardList(): string {
  const width = Math.max(...names.map(name => name.length))
  return names.map(name => `  ${name.padEnd(width)}  ${guards[name]}`).join('\n')
}

/** Names the guards that are lifted, separated by commas or in several flags. */
export const forceFlag = Flags.custom<Guard>({
  helpValue: 'GUARD',
  description: `apply it though a guard objects, which is lifted by its name; several are separated by commas
${names.map(name => `${name}: ${guards[name]}`).join('\n')}`,
  parse: async text => parseGuard(text),
  // With these the parser says what there is where the value is missing.
  options: names,
})({ multiple: true, multipleNonGreedy: true, delimiter: ',' })

/** The guards that values of the flag name; throws `usage-invalid`. */
export const liftedGuards = (values: readonly string[] | undefined): ReadonlySet<Guard> =>
  new Set(values?.map(parseGuard))
