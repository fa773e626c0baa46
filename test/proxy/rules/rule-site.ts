// What rules are made with in tests: one thread, its own memory, a clock that stands.
import { createRandom } from '../../../src/base/random.ts'
import type { ChainSite } from '../../../src/proxy/rules/chain.ts'
import type { NamingSettings } from '../../../src/proxy/rules/rule-names.ts'
import { readRuleNames } from '../../../src/proxy/rules/rule-names.ts'
import { keepMemory } from '../../../src/proxy/shared-memory.ts'
import { noPool } from '../transaction-of.ts'

/** A site; its clock's `ms` is the test's to change. */
export const siteOf = (naming: Partial<NamingSettings> = {}, others: Partial<ChainSite> = {}): ChainSite => ({
  thread: 0,
  threads: 1,
  memory: keepMemory(new Map()),
  clock: { ms: 1_000_000, seconds: 1000 },
  random: createRandom(1),
  binds: [],
  names: readRuleNames({ selectors: [], netmask_groups: [], timed_ip_sets: [], ...naming }),
  pool: () => noPool,
  tee() {},
  log() {},
  ...others,
})
