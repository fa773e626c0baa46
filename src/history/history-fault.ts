// What goes wrong with the files of the history, as faults that name the file.
import { DnsctlError, fault } from '../base/errors.ts'

/** The code of a system error, `ENOENT`; undefined for other errors. */
export const systemCode = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code

/** A `history-unusable` for what went wrong with a path: "cannot be written", "cannot be read". */
export function historyFault(path: string, what: string, error: unknown): DnsctlError {
  if (error instanceof DnsctlError && error.code === 'history-unusable') return error
  const why = error instanceof Error ? error.message : String(error)
  return fault('history-unusable', `${path} ${what}: ${why}`, undefined, { cause: error })
}

/** Undefined where a file or folder is not there; throws what else the promise rejects with. */
export const unlessMissing = <T>(promise: Promise<T>): Promise<T | undefined> =>
  promise.catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return undefined
    throw error
  })
