// One server in one round of a proof: what it is asked, what has come of it, and when it is given up.
import { DnsctlError } from '../base/errors.ts'
import type { Name } from '../dns/name.ts'
import { serialOf } from '../dns/soa.ts'
import type { Message } from '../dns/wire/message.ts'
import type { Question } from '../dns/wire/record.ts'
import type { ServerClient } from '../net/client/server-client.ts'
import type { Unequal, Verdict } from './compare-answer.ts'
import type { AuthServer, Expectation } from './proof.ts'
import { type Answer, readAnswer } from './read-answer.ts'

/** An expectation that a server has not met so far, and why. */
export interface Unmet {
  readonly expected: Expectation
  readonly verdict: Unequal
}

/** What a server is asked in a round: all, or what it has not met so far. */
export interface Again {
  readonly all: boolean
  readonly unmet: readonly Unmet[]
}

/** Expectations that are kept to be asked again; if there are more, all of the zone is asked again. */
export const mostKept = 10_000
/** Questions in a row that get no answer, after which the rest of a round is not asked. */
const mostSilent = 8

/** What is known of a server between rounds. */
export class ServerState {
  readonly server: AuthServer
  readonly client: ServerClient
  serial: number | undefined
  asked = 0
  unequal = 0
  hidden = 0
  /** The first of those not met; all of them unless `asksAll`. */
  unmet: Unmet[] = []
  /** True if all has to be asked, as at first. */
  asksAll = true
  #isFirst = true
  #silence: string | undefined
  #silent = 0

  constructor(server: AuthServer, client: ServerClient) {
    this.server = server
    this.client = client
  }

  /**
   * Begins a round: asks for the SOA, and says what is to be asked again. All that was unequal stays so if there is no
   * answer, but in the first round, where all has to be asked to be known.
   */
  async begin(origin: Name): Promise<Again> {
    this.#silence = undefined
    this.#silent = 0
    await this.#askSerial(origin)
    if (this.#silence !== undefined && !this.#isFirst) return { all: false, unmet: [] }
    this.#isFirst = false
    const unmet = this.asksAll ? [] : this.unmet
    const all = this.asksAll
    this.asked = all ? 0 : this.asked - unmet.length
    if (all) this.hidden = 0
    this.unmet = []
    this.unequal = 0
    this.asksAll = false
    return { all, unmet }
  }

  /** Who does not answer the SOA does not have the zone, or is not there: nothing else is asked in this round. */
  async #askSerial(origin: Name): Promise<void> {
    const answer = await this.#answer({ name: origin, type: 'SOA', class: 'IN' }, origin)
    this.serial = undefined
    if (answer.kind === 'none') this.#silence = answer.why
    const [soa] = answer.kind === 'records' ? answer.records : []
    if (soa) this.serial = serialOf({ owner: origin, type: 'SOA', ttl: soa.ttl, rdatas: [soa.rdata] })
  }

  /** Asks for an RRset; a server that was silent for long is not asked, and answers nothing. */
  async ask({ owner, type }: Expectation, origin: Name): Promise<Answer> {
    if (this.#silence !== undefined) return { kind: 'none', why: this.#silence }
    return this.#answer({ name: owner, type, class: 'IN' }, origin)
  }

  async #answer(question: Question, origin: Name): Promise<Answer> {
    let message: Message
    try {
      message = await this.client.ask(question)
    } catch (error) {
      if (!(error instanceof DnsctlError)) throw error
      const why = error.problems[0].message
      if (++this.#silent >= mostSilent) this.#silence = why
      return { kind: 'none', why }
    }
    this.#silent = 0
    return readAnswer(message, origin, question.name, question.type)
  }

  /** Notes how an answer compares. */
  note(expected: Expectation, verdict: Verdict): void {
    if (verdict.status === 'hidden') {
      this.hidden++
      return
    }
    this.asked++
    if (verdict.status === 'equal') return
    this.unequal++
    if (this.unmet.length < mostKept) this.unmet.push({ expected, verdict })
    else this.asksAll = true
  }
}
