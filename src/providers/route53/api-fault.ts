// What the API refuses, or what keeps a request from being answered, as an error of ours.
import { DnsctlError, type Problem } from '../../base/errors.ts'

/** What a request that failed throws. */
export class ApiFault extends DnsctlError {
  /** The API's name of the error, `InvalidChangeBatch`; undefined if no answer came. */
  readonly apiCode: string | undefined
  /** What an error has to say on each of several matters, as InvalidChangeBatch has of each change; otherwise its message. */
  readonly messages: readonly string[]
  /** True if this attempt, or one before it, may have had its effect: its answer was lost, or the server failed. */
  readonly ambiguous: boolean

  constructor(problem: Problem, facts: ApiFacts, options?: ErrorOptions) {
    super([problem], options)
    this.apiCode = facts.apiCode
    this.messages = facts.messages
    this.ambiguous = facts.ambiguous
  }
}

export type ApiFacts = Pick<ApiFault, 'apiCode' | 'messages' | 'ambiguous'>
