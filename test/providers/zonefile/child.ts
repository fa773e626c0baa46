// Another process at the same folder of master files; started by processes.test.ts with a task to do.
import { once } from 'node:events'
import { DnsctlError } from '../../../src/base/errors.ts'
import type { RRset } from '../../../src/dns/rrset.ts'
import { zonefile } from '../../../src/providers/zonefile/index.ts'
import { change, contextOf, origin, rrset, update } from '../contract/notation.ts'

const [folder, task] = process.argv.slice(2) as [string, 'count' | 'stand-still']
const provider = await zonefile.open(
  { directory: '.', pattern: '%s.zone' },
  { name: 'files', clock: Date.now, baseDir: folder, leases: { leaseMs: task === 'count' ? 60_000 : 1500 } },
)
const tell = (message: string): void => void process.send!(message)
const counter = rrset('counter', 'TXT')
const countOf = async (): Promise<RRset> => {
  const held = await provider.readRRsets(origin, [counter])
  return held.get(counter.owner, 'TXT')!
}
const next = ({ rdatas: [count] }: RRset): RRset =>
  rrset('counter', 'TXT', String(Number((count as string).replaceAll('"', '')) + 1))

const tasks = {
  /** Counts up four times, each time from what the zone holds. */
  count: async () => {
    tell('ready')
    await once(process, 'message')
    for (let i = 0; i < 4; i++)
      await provider.withLease(origin, { purpose: 'count', waitMs: 30_000 }, async lease => {
        const now = await countOf()
        await provider.apply(change(update(now, next(now))), contextOf(lease))
      })
    tell('done')
  },
  /** Tells that it is about to write, and writes once it is told to. */
  'stand-still': async () => {
    const end = await provider
      .withLease(origin, { purpose: 'count', waitMs: 0 }, async lease => {
        const now = await countOf()
        const record = async () => {
          tell('sending')
          await once(process, 'message')
        }
        await provider.apply(change(update(now, next(now))), contextOf(lease, record))
        return 'written'
      })
      .catch(error => (error instanceof DnsctlError ? error.code : String(error)))
    tell(end)
  },
}

process.on('disconnect', () => process.exit())
await tasks[task]()
