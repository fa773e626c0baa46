import { describe, expect, it, test } from 'vitest'
import type { GivenUp } from '../../../../src/providers/route53/api/api-fault.ts'
import type { Failure, FailureKind } from '../../../../src/providers/route53/api/failure.ts'
import {
  type Pacer,
  type Pulse,
  type Retry,
  startPacer,
} from '../../../../src/providers/route53/api/pacer.ts'
import { virtualPulse } from '../virtual-pulse.ts'

class Ended extends Error {
  readonly end: GivenUp
  constructor(end: GivenUp) {
    super(end.failure.kind)
    this.end = end
  }
}

const failure = (kind: FailureKind, more: Partial<Failure> = {}): Failure => ({
  kind,
  apiCode: undefined,
  messages: [],
  message: kind,
  ambiguous: false,
  cause: undefined,
  ...more,
})

/** Runs a request that fails in the given ways and then succeeds; failures go through as what is thrown. */
async function run(pacer: Pacer, failures: readonly (Failure | Error)[], endless?: Failure) {
  const retries: Retry[] = []
  let attempts = 0
  const result = await pacer
    .run({
      attempt: async () => {
        const thrown = failures[attempts++] ?? endless
        if (thrown) throw thrown
        return 'done'
      },
      failureOf: error => (error instanceof Error ? undefined : (error as Failure)),
      giveUp: end => new Ended(end),
      onRetry: retry => void retries.push(retry),
    })
    .catch((error: Error) => error)
  return { result, retries, attempts }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)

describe('the rate', () => {
  /** When each of some requests that are all asked for at once begins. */
  const begins = async (pacer: Pacer, pulse: Pulse, count: number): Promise<number[]> => {
    const times: number[] = []
    const request = { failureOf: () => undefined, giveUp: () => new Error(), onRetry: () => {} }
    const attempt = async () => void times.push(pulse.now())
    await Promise.all(Array.from({ length: count }, () => pacer.run({ ...request, attempt })))
    return times
  }

  test.each<[rate: number, times: number[]]>([
    [5, [0, 0, 0, 0, 0, 1000, 1000, 1000, 1000, 1000, 2000, 2000]],
    [2, [0, 0, 1000, 1000, 2000]],
    [2.5, [0, 0, 800, 800, 1600]],
    [1, [0, 1000, 2000]],
    [0.5, [0, 2000, 4000]],
    [1000, [0, 0, 0]],
  ])('lets %d requests begin in a second', async (rate, times) => {
    const pulse = virtualPulse()
    expect(await begins(startPacer(rate, pulse), pulse, times.length)).toEqual(times)
  })

  it('never lets more begin in any second, whenever they are asked for', async () => {
    const pulse = virtualPulse()
    const pacer = startPacer(5, pulse)
    const times: number[] = []
    for (const gap of [0, 100, 100, 900, 0, 0, 50, 300, 0, 0, 0, 0, 0, 999, 1, 0, 0, 0, 0]) {
      if (gap > 0) await pulse.sleep(gap)
      times.push(...(await begins(pacer, pulse, 1)))
    }
    const inSecondFrom = (from: number) => times.filter(time => time >= from && time < from + 1000).length
    expect(Math.max(...times.map(inSecondFrom))).toBe(5)
  })

  it('is the lowest of those asked for', async () => {
    const pulse = virtualPulse()
    const pacer = startPacer(5, pulse)
    pacer.limit(1)
    pacer.limit(3)
    expect(await begins(pacer, pulse, 3)).toEqual([0, 1000, 2000])
  })

  it('rests for all once one request is throttled', async () => {
    const pulse = virtualPulse()
    const pacer = startPacer(100, pulse)
    const throttled = run(pacer, [failure('throttled')])
    await new Promise(setImmediate)
    expect(await begins(pacer, pulse, 1)).toEqual([500])
    expect((await throttled).result).toBe('done')
  })

  it('does not rest for others over what concerns one zone', async () => {
    const pulse = virtualPulse()
    const pacer = startPacer(100, pulse)
    const busy = run(pacer, [failure('busy')])
    expect(await begins(pacer, pulse, 1)).toEqual([0])
    expect((await busy).result).toBe('done')
  })
})

describe('attempts', () => {
  test.each<[kind: FailureKind, attempts: number, waits: number[]]>([
    ['final', 1, []],
    ['skewed', 2, [0]],
    ['unreachable', 4, [200, 400, 800]],
    ['lost', 8, [200, 400, 800, 1600, 3200, 6400, 10_000]],
    ['busy', 20, [500, 1000, 2000, 4000, 8000, 16_000, ...Array(13).fill(20_000)]],
    ['throttled', 20, [500, 1000, 2000, 4000, 8000, 16_000, ...Array(13).fill(20_000)]],
  ])(
    'are bounded in number and time where a request is %s, with waits that grow',
    async (kind, attempts, waits) => {
      const pulse = virtualPulse(1)
      const { result, retries, ...ran } = await run(startPacer(1000, pulse), [], failure(kind))
      expect(ran.attempts).toBe(attempts)
      expect(retries.map(({ waitMs }) => waitMs)).toEqual(waits)
      expect(retries.map(({ attempt }) => attempt)).toEqual(waits.map((_, i) => i + 2))
      expect((result as Ended).end).toMatchObject({ failure: { kind }, attempts, ambiguous: false })
      expect(pulse.now()).toBe(sum(waits))
    },
  )

  it('come sooner with luck, but no more often than their number', async () => {
    const pulse = virtualPulse(0.25)
    const { attempts, retries } = await run(startPacer(1000, pulse), [], failure('throttled'))
    expect(attempts).toBe(24)
    expect(retries.slice(0, 3).map(({ waitMs }) => waitMs)).toEqual([125, 250, 500])
  })

  it('wait as long as the server asks', async () => {
    const pulse = virtualPulse(0)
    const { retries } = await run(startPacer(1000, pulse), [failure('lost', { retryAfterMs: 7000 })])
    expect(retries.map(({ waitMs }) => waitMs)).toEqual([7000])
  })

  it('end at once where the server asks for longer than patience lasts', async () => {
    const { attempts } = await run(
      startPacer(1000, virtualPulse(0)),
      [],
      failure('lost', { retryAfterMs: 3_600_000 }),
    )
    expect(attempts).toBe(1)
  })

  test.each<[what: string, failures: Failure[], ambiguous: boolean]>([
    ['none was', [failure('busy'), failure('final')], false],
    ['an earlier one was', [failure('lost', { ambiguous: true }), failure('final')], true],
    ['the last one was', [failure('busy'), failure('final', { ambiguous: true })], true],
  ])('are ambiguous together if one of them was: %s', async (_what, failures, ambiguous) => {
    const { result } = await run(startPacer(1000, virtualPulse()), failures)
    expect((result as Ended).end).toMatchObject({ ambiguous, attempts: 2 })
  })

  it('end with what is no matter of the request, as it is', async () => {
    const error = new TypeError('broken')
    const { result, attempts } = await run(startPacer(1000, virtualPulse()), [error])
    expect(result).toBe(error)
    expect(attempts).toBe(1)
  })

  it('leave the pacer usable for those that follow', async () => {
    const pacer = startPacer(1000, virtualPulse())
    await run(pacer, [], failure('unreachable'))
    expect((await run(pacer, [])).result).toBe('done')
  })
})
