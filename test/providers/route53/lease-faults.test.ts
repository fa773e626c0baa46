// Applies change sets while somebody takes the lease away: between batches, while one is on its way, and once it has
// landed but its answer was lost. From then on nothing more is written, and what is in place is told exactly.
import { describe, expect, it } from 'vitest'
import type { DnsctlError } from '../../../src/base/errors.ts'
import { type Name, parseName } from '../../../src/dns/name.ts'
import { typeOf } from '../../../src/dns/rr/table.ts'
import type { RRset } from '../../../src/dns/rrset.ts'
import { lockSetOf } from '../../../src/providers/route53/lease/lock-record.ts'
import { seededRandom } from '../../seeded-random.ts'
import { apply, changeSet, creates, faultsOf, lockOf, noFault, useFaultPlace } from './fault-place.ts'
import { leaseRecord } from './lease-fixture.ts'

const place = useFaultPlace()
const { open, held, writesSince, lastCommit } = place

/** Long texts, of which eight fit into a request beside the lock. */
const texts = (origin: Name): RRset[] =>
  Array.from({ length: 20 }, (_, i) => ({
    owner: parseName(`t${i}`, origin),
    type: 'TXT',
    ttl: 300,
    rdatas: [
      typeOf('TXT').parse(
        Array(16)
          .fill(`"${'x'.repeat(240)}"`)
          .join(' '),
      ),
    ],
  }))

const theirs = (origin: Name) =>
  typeOf('TXT').parse(lockSetOf(origin, leaseRecord('theirs')).ResourceRecords![0]!.Value)

/** Puts somebody else's lock in the place of ours, or none. */
function takeLock(origin: Name, isBroken: boolean): void {
  void place.endpoint.store.commit(origin, ({ head, get }) => {
    const before = get(lockOf(origin), 'TXT')!
    const after = { ...before, rdatas: [theirs(origin)] }
    return { images: [{ before, ...(!isBroken && { after }) }], serial: head!.serial + 1 }
  })
}

const moments = ['before it is sent', 'as it arrives', 'once it has landed'] as const

describe.each(moments)('somebody takes the lease of a batch %s', moment => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])('schedule %i', async seed => {
    const random = seededRandom(seed)
    const origin = parseName(`s${seed}-${moments.indexOf(moment)}.example.com.`)
    const provider = open()
    const batch = 1 + (seed % 3)
    const isBroken = seed % 2 === 0
    const noise = seed > 6 ? faultsOf(random, 0.15) : noFault
    let atLoss: ReadonlyMap<string, string> | undefined
    const lose = (): void => {
      takeLock(origin, isBroken)
      atLoss = held(origin)
    }
    try {
      await apply(provider, changeSet(origin, [], true))
      const changes = creates(texts(origin))
      const start = lastCommit(origin)
      const outcome = await apply(provider, changeSet(origin, changes), sent => {
        if (sent < batch || atLoss) return
        if (moment === 'before it is sent') lose()
        else
          place.disturb = operation => {
            if (operation !== 'ChangeResourceRecordSets') return undefined
            // The answer to the batch is lost; the next request finds what happened meanwhile.
            place.disturb = () => {
              lose()
              place.disturb = noise
              return undefined
            }
            return { when: moment === 'as it arrives' ? 'before' : 'after' }
          }
      }).catch((error: unknown) => error)
      place.disturb = noFault
      const landed = Math.min(20, 8 * (moment === 'once it has landed' ? batch : batch - 1))
      expect(atLoss?.size).toBe(landed)
      expect(held(origin), 'nothing more is written').toEqual(atLoss)
      const { problems } = outcome as DnsctlError
      const message = problems.map(problem => problem.message).join('\n')
      expect(problems.at(-1)!.code).toBe('lease-lost')
      expect(message).toContain(isBroken ? 'it was taken away' : 'runner@ci-1 has taken it')
      if (landed > 0) expect(message).toContain(`${landed} of 20 changes are in place`)
      for (const [key, writes] of writesSince(origin, start)) expect(writes, `${key} is written once`).toBe(1)
      const lock = place.endpoint.store.rrset(origin, lockOf(origin), 'TXT')
      expect(lock?.rdatas, 'the lock of others stays').toEqual(isBroken ? undefined : [theirs(origin)])
    } finally {
      place.disturb = noFault
      await provider.close()
    }
  })
})
