// Another process at the same store; started by processes.test.ts with a task to do.
import { ownIdentity } from '../../src/base/process-identity.ts'
import { parseName } from '../../src/dns/name.ts'
import { typeOf } from '../../src/dns/rr/table.ts'
import type { RRset } from '../../src/dns/rrset.ts'
import { openStore } from '../../src/store/store.ts'

const [folder, task] = process.argv.slice(2) as [string, 'take-lease' | 'commit' | 'rewrite']
const origin = parseName('example.com.')
const store = openStore(folder, { create: true, clock: Date.now })
const tell = (message: string): void => void process.send!(message)
const rrset = (i: number, ttl: number): RRset => ({
  owner: parseName(`n${i}`, origin),
  type: 'A',
  ttl,
  rdatas: [typeOf('A').parse('192.0.2.1')],
})

const tasks = {
  /** Takes the zone's lease, and keeps it until it is killed. */
  'take-lease': async () => {
    const since = Date.now()
    const record = { token: since, id: 'child', holder: ownIdentity(), purpose: 'apply', since }
    await store.swapLease(origin, undefined, { ...record, expires: since + 60_000 })
    tell('held')
  },
  /** Commits each time it is asked, and says when that was done, in nanoseconds of the system's clock. */
  commit: async () => {
    let serial = 0
    process.on('message', async () => {
      serial++
      await store.commit(origin, () => ({ images: [{ after: rrset(0, serial) }], serial }))
      tell(String(process.hrtime.bigint()))
    })
    tell('ready')
  },
  /** Rewrites every RRset of the zone with one TTL, again and again, until it is killed. */
  rewrite: async () => {
    const count = 1000
    for (let serial = 1; ; serial++) {
      const images = Array.from({ length: count }, (_, i) => ({
        ...(serial > 1 && { before: rrset(i, serial - 1) }),
        after: rrset(i, serial),
      }))
      await store.commit(origin, () => ({ images, serial }))
      if (serial === 3) tell('busy')
    }
  },
}

process.on('disconnect', () => process.exit())
await tasks[task]()
