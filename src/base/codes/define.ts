// The shape of one entry in the tables of codes; `dnsctl explain CODE` and docs/errors.md print it.

export type Severity = 'error' | 'warning'

export interface CodeEntry {
  /** What it is, in one short line. */
  readonly title: string
  readonly severity: Severity
  /** Why dnsctl minds: what would go wrong, with the RFC where there is one. */
  readonly why: string
  /** What to change. */
  readonly mend: string
  /** True for a check of zone data that `checks: { off: [CODE] }` may turn off. */
  readonly silenceable?: true
}

/** Keeps the literal keys of a table of codes, so that `ErrorCode` is a union of them. */
export const defineCodes = <T extends Record<string, CodeEntry>>(table: T): T => table
