// An account that is asked while requests go wrong, on Route 53's API in the process, and what is truly in its zones.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, vi } from 'vitest'
import { canonicalRRset } from '../../../src/dns/canonical.ts'
import { type Name, nameKey, parseName } from '../../../src/dns/name.ts'
import { type RRset, rrsetKey } from '../../../src/dns/rrset.ts'
import type { Change } from '../../../src/plan/plan.ts'
import type { Applied, ChangeSet, Provider } from '../../../src/providers/contract.ts'
import { accountProvider } from '../../../src/providers/route53/account-provider.ts'
import { type Fault, startEndpoint, type TestEndpoint } from '../../server/route53-api/endpoint.ts'
import { atOnce, contextOf } from '../contract/notation.ts'
import { virtualPulse } from './virtual-pulse.ts'

/** What may go wrong with any request. */
const faults: readonly Fault[] = [
  { when: 'before', answer: { status: 400, code: 'Throttling' } },
  { when: 'before', answer: { status: 400, code: 'PriorRequestNotComplete' } },
  { when: 'before', answer: { status: 500, code: 'InternalFailure' } },
  { when: 'before', answer: { status: 503, code: 'ServiceUnavailable' } },
  { when: 'after', answer: { status: 500, code: 'InternalFailure' } },
  { when: 'before' },
  { when: 'after' },
]

type Disturbance = (operation: string) => Fault | undefined

export interface FaultPlace {
  readonly endpoint: TestEndpoint
  /** What providers tell by themselves. */
  readonly notes: readonly string[]
  /** What happens to the request that comes next; nothing, unless a test says otherwise. */
  disturb: Disturbance
  open(): Provider
  /** What a zone truly holds, but for what Route 53 put there, and its lock. */
  held(origin: Name): Map<string, string>
  /** How often each RRset was written since a commit. */
  writesSince(origin: Name, commit: number): Map<string, number>
  lastCommit(origin: Name): number
}

/** Starts the account for the tests of a file. */
export function useFaultPlace(): FaultPlace {
  let endpoint: TestEndpoint
  let folder: string
  const notes: string[] = []
  const place: FaultPlace = {
    get endpoint() {
      return endpoint
    },
    notes,
    disturb: noFault,
    open: () =>
      accountProvider(
        { region: 'us-east-1', endpoint: endpoint.url, requests_per_second: 5, sync_timeout: '5m' },
        {
          name: 'aws',
          clock: Date.now,
          baseDir: folder,
          listener: event => void (event.kind === 'note' && notes.push(event.text)),
        },
        virtualPulse(),
      ),
    held: origin =>
      contentOf(
        [...endpoint.store.readZone(origin)]
          .flat()
          .filter(one => nameKey(one.owner) !== nameKey(origin) && !isLock(origin, one)),
      ),
    writesSince(origin, commit) {
      const writes = new Map<string, number>()
      for (const entry of endpoint.store.journal(origin)) {
        if (entry.commit <= commit) break
        for (const { before, after } of endpoint.store.images(entry)) {
          const rrset = (after ?? before)!
          if (rrset.type !== 'SOA' && !isLock(origin, rrset))
            writes.set(rrsetKey(rrset), (writes.get(rrsetKey(rrset)) ?? 0) + 1)
        }
      }
      return writes
    },
    lastCommit: origin => [...endpoint.store.journal(origin)][0]!.commit,
  }
  beforeAll(async () => {
    endpoint = await startEndpoint({ fault: operation => place.disturb(operation) })
    vi.stubEnv('AWS_ACCESS_KEY_ID', endpoint.credentials.accessKeyId)
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', endpoint.credentials.secretAccessKey)
    folder = mkdtempSync(join(tmpdir(), 'dnsctl-faults-'))
  })
  afterAll(async () => {
    vi.unstubAllEnvs()
    await endpoint.close()
    rmSync(folder, { recursive: true })
  })
  return place
}

/** Lets all go well. */
export const noFault: Disturbance = () => undefined

/** Lets requests go wrong with a probability. */
export const faultsOf =
  (random: () => number, share: number): Disturbance =>
  () =>
    random() < share ? faults[Math.floor(random() * faults.length)] : undefined

/** RRsets by their keys, in canonical form. */
export type Content = ReadonlyMap<string, string>

/** The content that RRsets make up. */
export const contentOf = (rrsets: Iterable<RRset>): Map<string, string> =>
  new Map([...rrsets].map(rrset => [rrsetKey(rrset), canonicalRRset(rrset)]))

/** Where the lock of a zone is. */
export const lockOf = (origin: Name): Name => parseName('_dnsctl-lock', origin)
const isLock = (origin: Name, { owner }: RRset): boolean => nameKey(owner) === nameKey(lockOf(origin))

/** A change set of a zone. */
export const changeSet = (zone: Name, changes: readonly Change[], createsZone = false): ChangeSet => ({
  zone,
  createsZone,
  changes,
  serial: 'increment',
})

/** Changes that create RRsets. */
export const creates = (rrsets: readonly RRset[]): Change[] =>
  rrsets.map(after => ({ action: 'create', owner: after.owner, type: after.type, after }))

/** Applies under a lease; `intrude` is called before each batch is sent. */
export const apply = (
  provider: Provider,
  changes: ChangeSet,
  intrude: (batch: number) => void = () => {},
): Promise<Applied> =>
  provider.withLease(changes.zone, atOnce, lease =>
    provider.apply(
      changes,
      contextOf(lease, async step => {
        if (step.step === 'sending') intrude(step.batch)
      }),
    ),
  )
