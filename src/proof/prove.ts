// Asks the servers of a zone until all answer what is expected: whole rounds first, then only what was not equal.
import { DnsctlError } from '../base/errors.ts'
import type { Listener } from '../base/io.ts'
import type { Name } from '../dns/name.ts'
import type { Endpoint } from '../net/address.ts'
import type { ServerClient } from '../net/client/server-client.ts'
import { compareAlone, compareAnswer, isComparable } from './compare-answer.ts'
import type { FoundServers } from './find-servers.ts'
import { createLane, type Lane } from './lane.ts'
import { type AuthServer, type Cell, type Expectation, type Proof, serverText } from './proof.ts'
import type { Answer } from './read-answer.ts'
import { mostKept, ServerState } from './server-state.ts'
import type { Surroundings } from './surroundings.ts'

/** What is to be proven, and what that needs from outside. */
export interface ProveInput {
  readonly zone: Name
  readonly found: FoundServers
  /** All that is expected, in pages; called again where too much was unequal to be kept. */
  readonly expectations: () => AsyncIterable<readonly Expectation[]>
  /** What decides how these are answered. */
  readonly surroundings: (unclear: readonly Expectation[]) => Promise<Surroundings>
  /** How long to ask again, from the first round on. */
  readonly timeoutMs: number
  readonly openClient: (server: Endpoint) => Promise<ServerClient>
  readonly pulse: Pulse
  readonly listener: Listener
  /** Ends the asking; the proof then is as it stands. */
  readonly signal: AbortSignal
}

/** Time between rounds. */
export interface Pulse {
  /** Milliseconds, from any moment. */
  now(): number
  /** Resolves after a time, sooner if the signal is aborted; never rejects. */
  pause(ms: number, signal: AbortSignal): Promise<void>
}

/** Questions under way at one server, and at all of a zone together. */
const mostAtOnce = { server: 32, zone: 256 }
/** Answers that wait for their surroundings to be known. */
const mostUnclear = 5000
/** Cells that a proof lists. */
const mostCells = 1000
const waits = { firstMs: 250, mostMs: 5000 }

/** Asks until all is equal, the time is over or the work is to end. */
export async function prove(input: ProveInput): Promise<Proof> {
  const { found, openClient, pulse, timeoutMs, signal } = input
  const states = await Promise.all(found.servers.map(server => openState(server, openClient)))
  const deadline = pulse.now() + timeoutMs
  try {
    for (let wait = waits.firstMs; ; wait = Math.min(2 * wait, waits.mostMs)) {
      await runRound(input, states.filter(isPending))
      const left = deadline - pulse.now()
      if (!states.some(isPending) || left <= 0 || signal.aborted) break
      await pulse.pause(Math.min(wait, left), signal)
      if (signal.aborted) break
    }
  } finally {
    for (const { client } of states) client.close()
  }
  return proofOf(input, states)
}

const isPending = ({ asksAll, unmet }: ServerState): boolean => asksAll || unmet.length > 0

/** Says whether a server was not asked for all, nor has so much unequal that not all of it was kept. */
const isCutShort = ({ asksAll, unmet }: ServerState): boolean => asksAll && unmet.length < mostKept

/** A server whose socket cannot be opened answers nothing. */
async function openState(server: AuthServer, openClient: ProveInput['openClient']): Promise<ServerState> {
  try {
    return new ServerState(server, await openClient(server.endpoint))
  } catch (error) {
    if (!(error instanceof DnsctlError)) throw error
    return new ServerState(server, { ask: () => Promise.reject(error), close() {} })
  }
}

interface Unclear {
  readonly state: ServerState
  readonly expected: Expectation
  readonly answer: Answer
}

/** Asks each server for what it has not met so far. */
async function runRound(input: ProveInput, states: readonly ServerState[]): Promise<void> {
  const { zone, expectations, listener, signal } = input
  const atOnce = Math.max(
    1,
    Math.min(mostAtOnce.server, Math.floor(mostAtOnce.zone / Math.max(1, states.length))),
  )
  const unclear: Unclear[] = []
  let done = 0
  const check = async (state: ServerState, expected: Expectation): Promise<void> => {
    const answer = await state.ask(expected, zone)
    const verdict = compareAlone(expected, answer, zone)
    if (verdict.status === 'unclear') unclear.push({ state, expected, answer })
    else state.note(expected, verdict)
    listener({ kind: 'progress', task: `asking the servers of ${zone}, answers`, done: ++done })
  }
  const lanes = new Map(states.map(state => [state, createLane(atOnce)]))
  const settle = async (): Promise<void> => {
    if (unclear.length > 0) await settleUnclear(input, unclear.splice(0))
  }
  const begun = states.map(async state => {
    const { all, unmet } = await state.begin(zone)
    for (const { expected, verdict } of unmet)
      if (signal.aborted) state.note(expected, verdict)
      else await lanes.get(state)!.start(() => check(state, expected))
    return all ? [state] : []
  })
  const toAskAll = (await Promise.all(begun)).flat()
  if (toAskAll.length > 0)
    for await (const page of expectations()) {
      if (signal.aborted) {
        for (const state of toAskAll) state.asksAll = true
        break
      }
      await askPage(page, toAskAll, lanes, check)
      if (unclear.length >= mostUnclear) await settle()
    }
  await Promise.all([...lanes.values()].map(lane => lane.idle()))
  await settle()
}

/** Each server goes at its own pace within a page; the next page waits for the slowest. */
async function askPage(
  page: readonly Expectation[],
  states: readonly ServerState[],
  lanes: ReadonlyMap<ServerState, Lane>,
  check: (state: ServerState, expected: Expectation) => Promise<void>,
): Promise<void> {
  await Promise.all(
    states.map(async state => {
      for (const expected of page)
        if (isComparable(expected)) await lanes.get(state)!.start(() => check(state, expected))
        else state.note(expected, { status: 'hidden' })
    }),
  )
}

async function settleUnclear({ zone, surroundings }: ProveInput, unclear: readonly Unclear[]): Promise<void> {
  const around = await surroundings(unclear.map(({ expected }) => expected))
  for (const { state, expected, answer } of unclear)
    state.note(expected, compareAnswer(expected, answer, zone, around))
}

function proofOf({ zone, found }: ProveInput, states: readonly ServerState[]): Proof {
  const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)
  const cells = states.flatMap(({ server, unmet }) =>
    unmet.map(
      ({ expected: { owner, type }, verdict }): Cell => ({
        server: serverText(server),
        owner,
        type,
        ...verdict,
      }),
    ),
  )
  return {
    zone,
    servers: states.map(({ server, serial, asked, unequal }) => ({
      ...server,
      ...(serial !== undefined && { serial }),
      asked,
      unequal,
    })),
    asked: sum(states.map(({ asked }) => asked)),
    unequal: cells.slice(0, mostCells),
    unequalCount: sum(states.map(({ unequal }) => unequal)),
    ...(states.some(isCutShort) && { interrupted: true as const }),
    hidden: Math.max(0, ...states.map(({ hidden }) => hidden)),
    unresolved: found.unresolved,
    unreachable: found.unreachable,
  }
}
