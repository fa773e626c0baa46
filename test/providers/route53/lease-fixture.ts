// A lease of example.com. in an account in memory, and changes applied under it.
import type { Event } from '../../../src/base/io.ts'
import type { LeaseRecord } from '../../../src/base/lease-record.ts'
import { type Name, parseName } from '../../../src/dns/name.ts'
import type { WriteStep } from '../../../src/plan/change-set.ts'
import { orderChanges } from '../../../src/plan/order.ts'
import type { Change } from '../../../src/plan/plan.ts'
import { movedSince } from '../../../src/providers/checked-commit.ts'
import type { ChangeSet, WriteContext } from '../../../src/providers/contract.ts'
import type { Lease, LeaseRegister } from '../../../src/providers/lease/lease.ts'
import { type Applying, applyChanges, readChosen } from '../../../src/providers/route53/apply.ts'
import { ZoneLocks } from '../../../src/providers/route53/lease/zone-locks.ts'
import type { RecordSet } from '../../../src/route53/record-set.ts'
import { type FakeAccount, fakeAccount } from './fake-account.ts'
import { virtualPulse } from './virtual-pulse.ts'

export const zone: Name = parseName('example.com.')
const now = 1_700_000_000_000

/** A lease as somebody has it. */
export const leaseRecord = (id: string, more: Partial<LeaseRecord> = {}): LeaseRecord => ({
  token: now,
  id,
  holder: { pid: 4711, host: 'ci-1', user: 'runner' },
  purpose: 'apply',
  since: now,
  expires: now + 60_000,
  ...more,
})

/** A lease that never ends by itself. */
export const endless = (record: LeaseRecord): Lease => ({
  zone,
  token: record.token,
  record: () => record,
  assertHeld() {},
})

/** A register in memory. */
export function memoryRegister(): LeaseRegister {
  let held: LeaseRecord | undefined
  return {
    read: async () => held,
    async swap(_zone, seen, next) {
      if (held?.id !== seen?.id) return false
      held = next
      return true
    },
  }
}

/** A record set of example.com. with a TTL of five minutes. */
export const recordSet = (name: string, type: string, ...values: string[]): RecordSet => ({
  Name: `${name}${name && '.'}example.com.`,
  Type: type,
  TTL: 300,
  ResourceRecords: values.map(Value => ({ Value })),
})

/** What Route 53 puts into a new zone. */
export const brought: readonly RecordSet[] = [
  recordSet('', 'NS', 'ns-1.awsdns-01.org.', 'ns-2.awsdns-02.net.'),
  recordSet('', 'SOA', 'ns-1.awsdns-01.org. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400'),
]

export interface LeasedAccount {
  readonly account: FakeAccount
  readonly locks: ZoneLocks
  readonly lease: Lease
  readonly pulse: ReturnType<typeof virtualPulse>
  readonly events: Event[]
  readonly steps: WriteStep[]
  readonly context: WriteContext
  changeSet(...changes: Change[]): ChangeSet
  apply(changes: ChangeSet): ReturnType<typeof applyChanges>
  moved(changes: ChangeSet): Promise<ReturnType<typeof movedSince>>
}

/** An account whose zone has these records beside what Route 53 puts there, or that has no zone; a lease is taken. */
export async function leasedAccount(sets: readonly RecordSet[] | undefined): Promise<LeasedAccount> {
  const account = fakeAccount(sets && [...brought, ...sets])
  let exists = sets !== undefined
  const findZone = async () => (exists ? account.zone : undefined)
  const places = { api: account.api, clock: () => now, leaseMs: 60_000, findZone, forget() {} }
  const locks = new ZoneLocks({ ...places, folder: memoryRegister() })
  const record = leaseRecord('ours')
  await locks.swap(zone, undefined, record)
  account.requests.length = 0
  const pulse = virtualPulse()
  const events: Event[] = []
  const steps: WriteStep[] = []
  const lease = endless(record)
  const applying: Applying = {
    account,
    clock: () => now,
    pulse,
    syncTimeoutMs: 60_000,
    locks,
    findZone,
    async createZone() {
      account.sets = brought
      exists = true
      return account.zone
    },
  }
  const context = {
    lease,
    listener: (event: Event) => void events.push(event),
    record: async (step: WriteStep) => void steps.push(step),
  }
  return {
    ...{ account, locks, lease, pulse, events, steps, context },
    changeSet: (...changes) => ({
      zone,
      createsZone: !exists,
      changes: orderChanges(changes),
      serial: 'increment',
    }),
    apply: changes => applyChanges(applying, changes, context),
    moved: async changes => movedSince(changes, await readChosen(applying, zone, changes.changes)),
  }
}
