// One zone file while it is being read. Positions count from the start of the first file of the zone.
import { DnsctlError, type ErrorCode, type Place, type Problem, problem } from '../../../base/errors.ts'
import { parseTtl } from '../../../dns/ttl.ts'
import type { SourceMap } from '../../source-map.ts'

export interface Reading {
  readonly file: string
  readonly text: string
  /** Position of the text's first character. */
  readonly base: number
  report(code: ErrorCode, message: string, position: number): void
  placeAt(position: number): Place
}

/** Starts to read a file; what is wrong with it is added to `problems`. */
export function startReading(file: string, text: string, sources: SourceMap, problems: Problem[]): Reading {
  const base = sources.add(file, text)
  const placeAt = (position: number): Place => sources.placeOf(position)
  return {
    file,
    text,
    base,
    placeAt,
    report: (code, message, position) => problems.push(problem(code, message, placeAt(position))),
  }
}

/** The place as a message names it. */
export const placeText = ({ file, line, column }: Place): string => `${file}:${line}:${column}`

/** Reports what a parser of the core has thrown, at a place; anything else is thrown on. */
export function reportFault(error: unknown, position: number, reading: Reading): void {
  if (!(error instanceof DnsctlError)) throw error
  for (const { code, message } of error.problems) reading.report(code, message, position)
}

/** Reads seconds or a time with units; reports one that cannot be read. */
export function readDuration(text: string, position: number, reading: Reading): number | undefined {
  try {
    return parseTtl(text)
  } catch (error) {
    reportFault(error, position, reading)
    return undefined
  }
}
