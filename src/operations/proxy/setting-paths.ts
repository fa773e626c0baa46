// Which of the proxy's settings are paths of files.
import type { Path } from '../../base/json-schema.ts'

/** With `*` for each item of a list. */
const patterns: readonly (readonly string[])[] = [
  ['binds', '*', 'tls', 'certificates', '*', 'certificate'],
  ['binds', '*', 'tls', 'certificates', '*', 'key'],
  ['binds', '*', 'tls', 'ticket_key_file'],
  ['binds', '*', 'tls', 'ocsp_response_files', '*'],
  ['console', 'socket'],
  ['query_log', 'file'],
]

/** Texts that stand where a path may, and are none. */
const words = new Set(['', '-', 'none'])

/** The path of a file, and where it stands in the settings. */
interface PathSetting {
  readonly path: Path
  readonly holder: Record<string | number, unknown>
  readonly key: string | number
  readonly text: string
}

/** Finds the settings that are paths. */
export const pathSettings = (settings: object): PathSetting[] =>
  patterns.flatMap(pattern => [...found(settings as PathSetting['holder'], pattern, [])])

function* found(
  holder: PathSetting['holder'],
  [step, ...rest]: readonly string[],
  path: Path,
): Generator<PathSetting> {
  const keys = step === '*' ? [...(holder as unknown as unknown[]).keys()] : [step!]
  for (const key of keys) {
    const value = holder[key]
    const at = [...path, key]
    if (rest.length > 0) {
      if (value !== undefined) yield* found(value as PathSetting['holder'], rest, at)
    } else if (typeof value === 'string' && !words.has(value)) yield { path: at, holder, key, text: value }
  }
}
