// Every code that dnsctl reports, the problem as data, and the one error class that carries problems.
import { applyCodes } from './codes/apply.ts'
import { bindCodes } from './codes/bind.ts'
import { checkCodes } from './codes/check.ts'
import { ciCodes } from './codes/ci.ts'
import { configCodes } from './codes/config.ts'
import type { CodeEntry, Severity } from './codes/define.ts'
import { generalCodes } from './codes/general.ts'
import { networkCodes } from './codes/network.ts'
import { planCodes } from './codes/plan.ts'
import { providerCodes } from './codes/provider.ts'
import { proxyCodes } from './codes/proxy.ts'
import { recordCodes } from './codes/record.ts'
import { rewriteCodes } from './codes/rewrite.ts'
import { route53Codes } from './codes/route53.ts'
import { serveCodes } from './codes/serve.ts'
import { zoneFileCodes } from './codes/zone-file.ts'

export type { CodeEntry, Severity } from './codes/define.ts'

export const codes = {
  ...checkCodes,
  ...bindCodes,
  ...generalCodes,
  ...rewriteCodes,
  ...networkCodes,
  ...planCodes,
  ...recordCodes,
  ...serveCodes,
  ...zoneFileCodes,
  ...configCodes,
  ...providerCodes,
  ...proxyCodes,
  ...applyCodes,
  ...ciCodes,
  ...route53Codes,
}

export type ErrorCode = keyof typeof codes

/** The table's entry for a code. */
export const codeEntry = (code: ErrorCode): CodeEntry => codes[code]

/** A position in a file; line and column count from 1, the column in UTF-16 units as editors do. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** One thing that is wrong: lower-case message without a full stop, with the wrong value in it. */
export interface Problem {
  readonly code: ErrorCode
  readonly severity: Severity
  readonly message: string
  readonly place?: Place
}

/** Makes a problem with the severity of its code's table entry. */
export function problem(code: ErrorCode, message: string, place?: Place): Problem {
  return { code, severity: codes[code].severity, message, ...(place && { place }) }
}

/** Prints a problem as `file:line:column: code: message`. */
export function problemText({ code, message, place }: Problem): string {
  const where = place ? `${place.file}:${place.line}:${place.column}: ` : ''
  return `${where}${code}: ${message}`
}

/** What dnsctl throws: one or more problems, the first of which gives the code. */
export class DnsctlError extends Error {
  readonly problems: readonly [Problem, ...Problem[]]

  constructor(problems: readonly [Problem, ...Problem[]], options?: ErrorOptions) {
    super(problems.map(problemText).join('\n'), options)
    this.name = 'DnsctlError'
    this.problems = problems
  }

  get code(): ErrorCode {
    return this.problems[0].code
  }
}

/** Makes an error of one problem: `throw fault('name-syntax', 'empty label in "a..b"')`. */
export function fault(code: ErrorCode, message: string, place?: Place, options?: ErrorOptions): DnsctlError {
  return new DnsctlError([problem(code, message, place)], options)
}

/** Throws the problems, if there are any. */
export function throwIfAny([first, ...others]: readonly Problem[]): void {
  if (first) throw new DnsctlError([first, ...others])
}

/** What is wrong, as problems; a fault of ours is one too, where work goes on nonetheless. */
export function problemsOf(error: unknown): readonly Problem[] {
  if (error instanceof DnsctlError) return error.problems
  return [problem('internal-fault', error instanceof Error ? (error.stack ?? error.message) : String(error))]
}
