// Puts into words what does not fit the schema of a settings file.
import type { Mismatch } from '../base/check-value.ts'
import { type Place, type Problem, problem } from '../base/errors.ts'
import { type Path, pathText } from '../base/json-schema.ts'
import { nearest } from '../base/nearest.ts'

/** Where settings were typed, and how. */
export interface TypedSettings {
  placeOf(path: Path): Place | undefined
  sourceOf(path: Path): string
}

/** Says what is wrong at a path of the settings. */
export function mismatchProblem(mismatch: Mismatch, path: Path, typed: TypedSettings | undefined): Problem {
  const place = typed?.placeOf(path)
  const name = pathText(path)
  switch (mismatch.kind) {
    case 'unknown': {
      const near = nearest(String(path.at(-1)), mismatch.known)
      const hint = near ? `did you mean "${near}"?` : `known here: ${mismatch.known.join(', ')}`
      return problem('config-setting-unknown', `there is no setting "${name}"; ${hint}`, place)
    }
    case 'missing':
      return problem('config-setting-missing', `"${name}" is missing`, place)
    case 'invalid':
      return problem(
        'config-setting-invalid',
        `${path.length === 0 ? 'the file' : `"${name}"`} is ${shown(path, typed)}not ${mismatch.expected}`,
        place,
      )
    default:
      return mismatch satisfies never
  }
}

/** The value as typed, unless it is a secret. */
const shown = (path: Path, typed: TypedSettings | undefined): string =>
  path.some(part => /secret|password|^(?:api_)?key$/i.test(String(part))) ? '' : `${typed?.sourceOf(path)}, `

/** Orders problems of one file by their places. */
export const byPlace = ({ place: a }: Problem, { place: b }: Problem): number =>
  a && b ? a.line - b.line || a.column - b.column : 0
