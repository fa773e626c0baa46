// The names of zone files: the zone's name without its last dot, in lower case, put into the configured pattern.
import { DnsctlError } from '../../base/errors.ts'
import { type Name, nameKey, parseName, root } from '../../dns/name.ts'

/** What stands for the zone's name in a pattern. */
const placeholder = '%s'

/** The file name of a zone; what could be special in a path is `%2F` and the like. */
export function fileNameOf(origin: Name, pattern: string): string {
  const name = origin === root ? '%2E' : encodeURIComponent(nameKey(origin).slice(0, -1))
  return pattern.replace(placeholder, () => name)
}

/** The zone whose file has this name; undefined if it is no zone's. */
export function originOf(fileName: string, pattern: string): Name | undefined {
  const [before, after] = pattern.split(placeholder) as [string, string]
  if (!fileName.startsWith(before) || !fileName.endsWith(after)) return undefined
  const name = fileName.slice(before.length, fileName.length - after.length)
  try {
    const origin = name === '%2E' ? root : parseName(`${decodeURIComponent(name)}.`)
    return fileNameOf(origin, pattern) === fileName ? origin : undefined
  } catch (error) {
    if (error instanceof DnsctlError || error instanceof URIError) return undefined
    throw error
  }
}
