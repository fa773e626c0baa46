// Applies change sets while requests are throttled, fail, are lost before or after they are done, and others write too:
// what the provider says has happened must be what has happened, nothing is lost, and nothing is applied twice.
import { type Change as ApiChange, ChangeResourceRecordSetsCommand } from '@aws-sdk/client-route-53'
import { describe, expect, it } from 'vitest'
import { DnsctlError } from '../../../src/base/errors.ts'
import { canonicalRRset } from '../../../src/dns/canonical.ts'
import { type Name, parseName } from '../../../src/dns/name.ts'
import { typeOf } from '../../../src/dns/rr/table.ts'
import { type RRset, rrsetKey } from '../../../src/dns/rrset.ts'
import type { Change } from '../../../src/plan/plan.ts'
import type { Applied } from '../../../src/providers/contract.ts'
import { seededRandom } from '../../seeded-random.ts'
import {
  apply,
  type Content,
  changeSet,
  contentOf,
  creates,
  faultsOf,
  lockOf,
  noFault,
  useFaultPlace,
} from './fault-place.ts'

const schedules = 240
const place = useFaultPlace()
const { open, held, writesSince, lastCommit } = place

/** A zone of hosts, and changes of it that a seed chooses. */
function scenario(seed: number, hosts: number) {
  const random = seededRandom(seed)
  const origin = parseName(`s${seed}.example.com.`)
  const host = (index: number, version: number): RRset => ({
    owner: parseName(`h${index}`, origin),
    type: index % 5 === 0 ? 'TXT' : 'A',
    ttl: 300,
    rdatas: [
      index % 5 === 0
        ? typeOf('TXT').parse(`"v${version} of ${index}"`)
        : typeOf('A').parse(`192.0.${version}.${index % 256}`),
    ],
  })
  const before: RRset[] = []
  const changes: Change[] = []
  for (let i = 0; i < hosts; i++) {
    const place = { owner: host(i, 1).owner, type: host(i, 1).type }
    const draw = random()
    if (draw > 0.25) before.push(host(i, 1))
    if (draw < 0.25) changes.push({ action: 'create', ...place, after: host(i, 2) })
    else if (draw < 0.5) changes.push({ action: 'update', ...place, before: host(i, 1), after: host(i, 2) })
    else if (draw < 0.75) changes.push({ action: 'delete', ...place, before: host(i, 1) })
  }
  return { random, origin, before, changes, host }
}

function after(before: Content, changes: readonly Change[]): Map<string, string> {
  const content = new Map(before)
  for (const change of changes) {
    const key = rrsetKey(change)
    if (change.action === 'delete') content.delete(key)
    else content.set(key, canonicalRRset(change.after))
  }
  return content
}

/** Somebody else's change, which meets no faults. */
async function write(zoneId: string, ...Changes: ApiChange[]): Promise<void> {
  const { disturb } = place
  place.disturb = noFault
  const command = new ChangeResourceRecordSetsCommand({ HostedZoneId: zoneId, ChangeBatch: { Changes } })
  await place.endpoint.client().send(command)
  place.disturb = disturb
}

const foreign = (origin: Name, name: string, address: string): ApiChange => ({
  Action: 'UPSERT',
  ResourceRecordSet: {
    Name: `${name}.${origin}`,
    Type: 'A',
    TTL: 300,
    ResourceRecords: [{ Value: address }],
  },
})

/** Somebody else's change, made at once in the store. */
function writeNow(origin: Name, name: string, address: string): void {
  const mine = foreignRRset(origin, name, address)
  void place.endpoint.store.commit(origin, ({ head, get }) => {
    const before = get(mine.owner, 'A')
    return { images: [{ ...(before && { before }), after: mine }], serial: head!.serial + 1 }
  })
}

const foreignRRset = (origin: Name, name: string, address: string): RRset => ({
  owner: parseName(name, origin),
  type: 'A',
  ttl: 300,
  rdatas: [typeOf('A').parse(address)],
})

const withForeign = (content: Content, origin: Name, name: string, address: string): Map<string, string> =>
  new Map([...content, ...contentOf([foreignRRset(origin, name, address)])])

/** A lock that could not be given back is told, and then in the way of all others until it is taken away. */
async function takeAwayLock(origin: Name): Promise<void> {
  if (!place.endpoint.store.rrset(origin, lockOf(origin), 'TXT')) return
  expect(place.notes).toContainEqual(expect.stringContaining(`the lock of ${origin} could not be given back`))
  const other = open()
  await expect(apply(other, changeSet(origin, []))).rejects.toThrow('zone-locked')
  expect(await other.breakLease(origin, (await other.leaseOf(origin))!)).toBe(true)
  await other.close()
}

describe('whatever goes wrong', () => {
  it.each(Array.from({ length: schedules }, (_, seed) => seed))('schedule %i', async seed => {
    const { random, origin, before, changes } = scenario(seed, 12)
    const provider = open()
    try {
      await apply(provider, changeSet(origin, creates(before), true))
      const { id } = (await provider.findZone(origin))!
      const start = lastCommit(origin)
      expect(held(origin)).toEqual(contentOf(before))

      // Somebody else writes a planned RRset or another one: between plan and apply, or just before the batch arrives.
      const target = changes.find(({ type }) => type === 'A')
      const isHit = target !== undefined && seed % 2 === 0 && seed % 3 < 2
      const intruder = isHit ? target.owner.split('.')[0]! : 'other'
      if (seed % 3 === 0) await write(id!, foreign(origin, intruder, '198.51.100.1'))

      place.disturb = faultsOf(random, 0.1 + 0.5 * random())
      let hasActed = false
      const intrude = (): void => {
        if (seed % 3 !== 1) return
        hasActed = true
        writeNow(origin, intruder, '198.51.100.1')
      }
      let started = held(origin)
      const outcome = await apply(provider, changeSet(origin, changes), intrude).catch(
        (error: unknown) => error,
      )
      place.disturb = noFault
      await takeAwayLock(origin)
      const now = held(origin)
      if (hasActed) started = withForeign(started, origin, intruder, '198.51.100.1')
      const wanted = after(started, changes)
      if (isHit) {
        expect(['plan-stale', 'route53-unreachable']).toContain((outcome as DnsctlError).code)
        expect(now).toEqual(started)
        return
      }
      if (outcome instanceof DnsctlError) {
        // It gave up: the change set, which fits into one batch, is there as a whole or not at all.
        expect([started, wanted]).toContainEqual(now)
        // Only who never learnt of an answer may say so of a change that has landed.
        expect(outcome.code).not.toBe('plan-stale')
        if (now.size === started.size && [...now].every(([key, value]) => started.get(key) === value))
          await apply(open(), changeSet(origin, changes))
      } else
        expect((outcome as Applied).problems?.filter(({ code }) => code !== 'route53-not-in-sync')).toEqual(
          [],
        )
      expect(held(origin)).toEqual(wanted)
      for (const [key, writes] of writesSince(origin, start)) expect(writes, `${key} is written once`).toBe(1)
    } finally {
      place.disturb = noFault
      await provider.close()
    }
  })
})

describe('a change set of several batches', () => {
  it.each([1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007])('schedule %i', async seed => {
    const { random, origin, host } = scenario(seed, 0)
    const provider = open()
    try {
      await apply(provider, changeSet(origin, [], true))
      const changes = creates(Array.from({ length: 2100 }, (_, i) => host(i, 1)))
      const start = lastCommit(origin)
      // Somebody takes a name of the last batch as the first one arrives.
      const taken = seed % 2 === 0 ? 'h2099' : 'other'
      place.disturb = faultsOf(random, 0.2)
      const intrude = (batch: number) => batch === 1 && writeNow(origin, taken, '198.51.100.1')
      const outcome = await apply(provider, changeSet(origin, changes), intrude).catch(
        (error: unknown) => error,
      )
      place.disturb = noFault
      const now = held(origin)
      const wanted = after(new Map(), changes)
      expect(outcome instanceof DnsctlError).toBe(seed % 2 === 0)
      if (outcome instanceof DnsctlError) {
        expect(outcome.code).toBe('apply-partial')
        const missing = [...wanted.keys()].filter(key => now.get(key) !== wanted.get(key))
        expect(missing.length).toBeGreaterThan(0)
        expect(outcome.problems.map(({ message }) => message).join('\n')).toContain(
          `${changes.length - missing.length} of ${changes.length}`,
        )
      } else for (const [key, value] of wanted) expect(now.get(key)).toBe(value)
      for (const [key, writes] of writesSince(origin, start)) expect(writes, `${key} is written once`).toBe(1)
    } finally {
      place.disturb = noFault
      await provider.close()
    }
  })
})

describe('a zone that changes while it is read', () => {
  it.each([2000, 2001, 2002, 2003, 2004, 2005])('schedule %i', async seed => {
    const { random, origin, host } = scenario(seed, 0)
    const provider = open()
    try {
      const before = Array.from({ length: 700 }, (_, i) => host(i, 1))
      await apply(provider, changeSet(origin, creates(before), true))
      const { id } = (await provider.findZone(origin))!
      const seen: string[] = []
      let pages = 0
      for await (const page of provider.readZone(origin)) {
        seen.push(...page.map(rrsetKey))
        const index = Math.floor(random() * 700)
        const victim = host(index - (index % 5) + 1, 1)
        await write(
          id!,
          {
            Action: 'DELETE',
            ResourceRecordSet: {
              Name: victim.owner,
              Type: 'A',
              TTL: 300,
              ResourceRecords: victim.rdatas.map(Value => ({ Value })),
            },
          },
          foreign(origin, `new${pages++}-${index}`, '198.51.100.1'),
        )
      }
      expect(new Set(seen).size, 'nothing is read twice').toBe(seen.length)
      const end = held(origin)
      const stayed = before.map(rrsetKey).filter(key => end.has(key))
      expect(
        stayed.filter(key => !seen.includes(key)),
        'nothing that was there all along is missed',
      ).toEqual([])
    } finally {
      await provider.close()
    }
  })
})
