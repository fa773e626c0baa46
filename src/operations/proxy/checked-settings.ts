// What checks of the proxy's settings work on.
import { DnsctlError, type Place, type Problem, problem } from '../../base/errors.ts'
import type { Path } from '../../base/json-schema.ts'
import type { ProxySettings } from '../../proxy/settings/settings.ts'

/** Settings that fit their schema, with paths that are absolute. */
export interface CheckedSettings {
  readonly settings: ProxySettings
  placeOf(path: Path): Place | undefined
  /** What messages call a setting. */
  nameOf(path: Path): string
}

/** Reads a value at a path; what that throws becomes problems there. */
export function* readable(
  { placeOf, nameOf }: CheckedSettings,
  path: Path,
  read: () => unknown,
): Iterable<Problem> {
  try {
    read()
  } catch (error) {
    if (!(error instanceof DnsctlError)) throw error
    for (const { code, message, place } of error.problems)
      yield problem(code, `${nameOf(path)}: ${message}`, place ?? placeOf(path))
  }
}
