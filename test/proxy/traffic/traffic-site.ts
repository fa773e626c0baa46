// Queries and settings for the tests of what is recorded, and a clock that they set.
import { nameToWire, parseName } from '../../../src/dns/name.ts'
import { readAddress } from '../../../src/net/address-words.ts'
import type { Pool } from '../../../src/proxy/backends/pool.ts'
import type { DynamicRuleGroup, DynamicRuleSettings } from '../../../src/proxy/settings/dynamic-rules.ts'
import type { TrafficSettings } from '../../../src/proxy/traffic/traffic-recorder.ts'
import { createTransaction, sources, type Transaction, transports } from '../../../src/proxy/transaction.ts'

export const pool: Pool = {
  name: '',
  members: [],
  policy: () => undefined,
  cache: undefined,
  useEcs: false,
  isAvailable: () => true,
  outstanding: () => 0,
}

export interface Sample {
  readonly name?: string
  readonly client?: string
  readonly port?: number
  readonly type?: number
  readonly rcode?: number
  readonly octets?: number
  readonly source?: keyof typeof sources
  readonly transport?: keyof typeof transports
  readonly since?: number
}

/** A transaction with a message that has no more than what is looked at. */
export function sample(of: Sample = {}): Transaction {
  const t = createTransaction(pool)
  const wire = nameToWire(parseName(of.name ?? 'www.example.com.'))
  t.message = new Uint8Array(512)
  t.message.set(wire, 12)
  t.message[3] = of.rcode ?? 0
  t.nameEnd = 12 + wire.length
  t.questionEnd = t.nameEnd + 4
  t.length = of.octets ?? t.questionEnd
  t.type = of.type ?? 1
  t.class = 1
  readAddress(of.client ?? '192.0.2.1', t.client as Int32Array<ArrayBuffer>)
  t.clientPort = of.port ?? 4000
  t.transport = transports[of.transport ?? 'udp']
  t.since = of.since ?? 0
  t.decided.source = sources[of.source ?? 'cache']
  return t
}

/** A rule with the defaults of the schema. */
export const rule = (
  of: Partial<DynamicRuleSettings> & Pick<DynamicRuleSettings, 'type'>,
): DynamicRuleSettings => ({
  seconds: 10,
  rate: 0,
  ratio: 0,
  warning_rate: 0,
  warning_ratio: 0,
  action_duration: 60,
  comment: '',
  kernel: true,
  tag_name: '',
  tag_value: '0',
  rcode: '',
  qtype: '',
  minimum_number_of_responses: 0,
  minimum_global_cache_hit_ratio: 0,
  labels: 2,
  ...of,
})

/** Settings with one group of rules. */
export const trafficSettings = (
  rules: readonly DynamicRuleSettings[],
  group: Partial<DynamicRuleGroup> = {},
  ring: Partial<TrafficSettings['ring_buffers']> = {},
): TrafficSettings => ({
  ring_buffers: {
    size: 1000,
    record_queries: true,
    record_responses: true,
    shards: 1,
    ...ring,
  },
  dynamic_rules:
    rules.length === 0
      ? []
      : [
          {
            name: 'abuse',
            mask_ipv4: 32,
            mask_ipv6: 64,
            mask_port: 0,
            exclude_ranges: [],
            include_ranges: [],
            exclude_domains: [],
            rules,
            ...group,
          },
        ],
  dynamic_rules_settings: { default_action: 'Drop', purge_interval: 60, max_clients: 16_384 },
})

/** A clock that tests set. */
export interface SetClock {
  ms: number
  seconds: number
  set(ms: number): void
}

export function setClock(ms: number): SetClock {
  const clock: SetClock = {
    ms,
    seconds: Math.floor(ms / 1000),
    set(to) {
      clock.ms = to
      clock.seconds = Math.floor(to / 1000)
    },
  }
  return clock
}
