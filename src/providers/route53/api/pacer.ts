// Paces all requests of an account: so many a second at most, and again with growing waits where that may help.
// Route 53 allows an account five requests a second (Developer Guide, "Quotas").
import type { GivenUp } from './api-fault.ts'
import type { Failure, FailureKind } from './failure.ts'

/** What time and chance are to the pacer. */
export interface Pulse {
  /** Milliseconds that never go back. */
  now(): number
  sleep(ms: number): Promise<void>
  /** From 0 up to 1. */
  random(): number
}

/** A request that failed and is going to be sent again. */
export interface Retry {
  readonly failure: Failure
  /** Which attempt is waited for, from 2 on, of how many. */
  readonly attempt: number
  readonly attempts: number
  readonly waitMs: number
}

export interface PacedRequest<T> {
  attempt(): Promise<T>
  /** Undefined for what is no matter of the request; it is thrown as it is. */
  failureOf(error: unknown): Failure | undefined
  /** What to throw in the end. */
  giveUp(end: GivenUp): Error
  onRetry(retry: Retry): void
}

export interface Pacer {
  /** Attempts a request until it succeeds, or trying again does not help or has gone on for too long. */
  run<T>(request: PacedRequest<T>): Promise<T>
  /** Lowers the rate if it is above this. */
  limit(requestsPerSecond: number): void
}

/** How each kind of failure is gone about: how often, and from which wait up to which. */
const patience: Readonly<Record<FailureKind, { attempts: number; firstMs: number; mostMs: number }>> = {
  final: { attempts: 1, firstMs: 0, mostMs: 0 },
  skewed: { attempts: 2, firstMs: 0, mostMs: 0 },
  throttled: { attempts: 24, firstMs: 500, mostMs: 20_000 },
  busy: { attempts: 24, firstMs: 500, mostMs: 20_000 },
  lost: { attempts: 8, firstMs: 200, mostMs: 10_000 },
  unreachable: { attempts: 4, firstMs: 200, mostMs: 2000 },
}

/** No request is begun again after this time. */
const patienceMs = 5 * 60_000

/** Makes the pacer of an account. */
export function startPacer(requestsPerSecond: number, pulse: Pulse): Pacer {
  const rate = startRate(requestsPerSecond, pulse)
  return {
    limit: rate.limit,
    async run(request) {
      let begin: number | undefined
      let ambiguous = false
      for (let attempt = 1; ; attempt++) {
        await rate.turn()
        begin ??= pulse.now()
        try {
          return await request.attempt()
        } catch (error) {
          const failure = request.failureOf(error)
          if (!failure) throw error
          ambiguous ||= failure.ambiguous
          const { attempts } = patience[failure.kind]
          const waitMs = waitFor(failure, attempt, pulse.random())
          const isOver = attempt >= attempts || pulse.now() + waitMs - begin > patienceMs
          if (isOver) throw request.giveUp({ failure, attempts: attempt, ambiguous })
          if (failure.kind === 'throttled') rate.rest(waitMs)
          request.onRetry({ failure, attempt: attempt + 1, attempts, waitMs })
          await pulse.sleep(waitMs)
        }
      }
    },
  }
}

/** A random part of a span that doubles each time ("full jitter"); no less than the server asks for. */
function waitFor({ kind, retryAfterMs = 0 }: Failure, attempt: number, chance: number): number {
  const { firstMs, mostMs } = patience[kind]
  return Math.max(chance * Math.min(mostMs, firstMs * 2 ** (attempt - 1)), retryAfterMs)
}

/** Gives turns in the order they are asked for, no more in any second than the rate: after a pause that many at once. */
function startRate(requestsPerSecond: number, { now, sleep }: Pulse) {
  let rate = requestsPerSecond
  let restsUntil = Number.NEGATIVE_INFINITY
  /** The times of the last turns, the oldest first. */
  const turns: number[] = []
  let queue: Promise<void> = Promise.resolve()

  const freeAt = (): number => {
    const burst = Math.max(1, Math.floor(rate))
    const before = turns.at(-burst)
    return Math.max(restsUntil, before === undefined ? restsUntil : before + (burst / rate) * 1000)
  }
  const next = async (): Promise<void> => {
    for (let wait = freeAt() - now(); wait > 0; wait = freeAt() - now()) await sleep(wait)
    turns.push(now())
    if (turns.length > rate + 1) turns.shift()
  }
  return {
    turn(): Promise<void> {
      queue = queue.then(next)
      return queue
    },
    /** Nobody gets a turn for a while: what throttles one request throttles all of the account. */
    rest(ms: number): void {
      restsUntil = Math.max(restsUntil, now() + ms)
    },
    limit(most: number): void {
      rate = Math.min(rate, most)
    },
  }
}
