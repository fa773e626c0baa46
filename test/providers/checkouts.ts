// Checkouts with one zone at each of the providers, and a look at how often each RRset was written there.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseName } from '../../src/dns/name.ts'
import { rrsetKey } from '../../src/dns/rrset.ts'
import { openStore, type Store } from '../../src/store/store.ts'
import { keyOfZone } from '../../src/store/zone-key.ts'
import { startEndpoint } from '../server/route53-api/endpoint.ts'

/** A checkout with one zone at one provider. */
export interface CheckoutAtProvider {
  readonly cwd: string
  /** What the environment has to hold for the provider to be reached. */
  readonly env: Readonly<Record<string, string>>
  /** Writes the zone file: the records, as YAML. */
  state(records: string): void
  /** How often each RRset of the zone was written, by its key; its SOA and locks aside. */
  writes(): Promise<Map<string, number>>
  remove(): Promise<void>
}

/** The kinds of checkouts, by the provider. */
export const checkouts: Readonly<Record<string, () => Promise<CheckoutAtProvider>>> = {
  local: async () => place('providers: { it: { type: local, store: store } }\n', 'store'),
  zonefile: async () => place('providers: { it: { type: zonefile, directory: served } }\n', 'served/.dnsctl'),
  route53: async () => {
    const endpoint = await startEndpoint()
    const { url, credentials, store, close } = endpoint
    const settings = `providers: { it: { type: route53, endpoint: '${url}', requests_per_second: 10000 } }\n`
    const there = place(settings, store)
    return {
      ...there,
      env: {
        AWS_EC2_METADATA_DISABLED: 'true',
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      },
      async remove() {
        await close()
        await there.remove()
      },
    }
  },
}

const zone = parseName('example.com.')

function place(settings: string, journal: Store | string): CheckoutAtProvider {
  const cwd = mkdtempSync(join(tmpdir(), 'dnsctl-interrupted-'))
  mkdirSync(join(cwd, 'zones'))
  writeFileSync(join(cwd, 'dnsctl.yaml'), settings)
  return {
    cwd,
    env: {},
    state: records =>
      writeFileSync(join(cwd, 'zones/example.com.yaml'), `zone: example.com\nttl: 1s\nrecords:\n${records}`),
    async writes() {
      const store =
        typeof journal === 'string'
          ? openStore(join(cwd, journal), { create: true, clock: Date.now })
          : journal
      try {
        return writesIn(store)
      } finally {
        if (typeof journal === 'string') await store.close()
      }
    },
    remove: async () => rmSync(cwd, { recursive: true }),
  }
}

function writesIn(store: Store): Map<string, number> {
  const counts = new Map<string, number>()
  for (const head of store.zonesNamed(zone))
    for (const entry of store.journal(keyOfZone(head)))
      if (entry.state !== 'abandoned')
        for (const { before, after } of store.images(entry)) {
          const rrset = (after ?? before)!
          if (rrset.type === 'SOA' || rrset.owner.startsWith('_dnsctl-lock.')) continue
          counts.set(rrsetKey(rrset), (counts.get(rrsetKey(rrset)) ?? 0) + 1)
        }
  return counts
}
