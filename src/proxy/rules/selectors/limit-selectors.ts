// Selectors that count: limits of all queries, or of those of each network.
import { definePart } from '../define-part.ts'
import { takeKeyedRateLimit } from '../limits/keyed-rate-limit.ts'
import { takeRateLimit } from '../limits/rate-limit.ts'
import { maxTokens } from '../limits/token-time.ts'
import type { RulePart, Selector } from '../rule.ts'

const rate = (description: string) =>
  ({ type: 'integer', minimum: 0, maximum: maxTokens, description }) as const

const burstProperty = {
  ...rate('How many may come at once; 0 for as many as in a second.'),
  default: 0,
} as const

const maxQps = definePart({
  type: 'MaxQPS',
  summary: 'Matches as long as a limit is kept; what is above it does not match.',
  properties: { qps: rate('How many match a second, over all threads.'), burst: burstProperty },
  required: ['qps'],
  make({ qps, burst }, { memory, rule, clock }): Selector {
    const limit = takeRateLimit(memory, rule, { perSecond: qps, burst }, clock)
    return () => limit.take()
  },
})

/** A setting of dnsdist that ours works without. */
const unneeded = <const Default extends number>(fallback: Default, why: string) =>
  ({
    type: 'integer',
    minimum: 0,
    maximum: 0xffff_ffff,
    description: `Taken as dnsdist's configuration has it, and without effect: ${why}.`,
    default: fallback,
  }) as const
const nothingIsSwept = 'a network that has asked little enough is forgotten at once'

const prefix = (maximum: 32 | 128, fallback: 32 | 64, family: string) =>
  ({
    type: 'integer',
    minimum: 0,
    maximum,
    description: `How many bits of ${family} addresses make a network.`,
    default: fallback,
  }) as const

const maxQpsIp = definePart({
  type: 'MaxQPSIP',
  summary:
    'Matches what comes from a network above a limit. Each network has its own count, over all threads.',
  properties: {
    qps: rate('How many a network may ask a second without a match.'),
    ipv4_mask: prefix(32, 32, 'IPv4'),
    ipv6_mask: prefix(128, 64, 'IPv6'),
    burst: burstProperty,
    max_networks: {
      type: 'integer',
      minimum: 64,
      maximum: 2 ** 24,
      description:
        'Networks that are counted at the same time, of 32 octets of memory each. Beyond it, those that have asked least are forgotten.',
      default: 65_536,
    },
    expiration: unneeded(300, nothingIsSwept),
    cleanup_delay: unneeded(60, nothingIsSwept),
    scan_fraction: unneeded(10, nothingIsSwept),
    shards: unneeded(10, 'threads do not wait for each other'),
  },
  required: ['qps'],
  make(settings, { memory, rule, clock, random }): Selector {
    const limit = takeKeyedRateLimit(
      memory,
      rule,
      {
        perSecond: settings.qps,
        burst: settings.burst,
        ipv4Mask: settings.ipv4_mask,
        ipv6Mask: settings.ipv6_mask,
        networks: settings.max_networks,
      },
      clock,
      random,
    )
    return t => !limit.take(t.client)
  },
})

/** MaxQPS and MaxQPSIP. */
export const limitSelectors: readonly RulePart<Selector>[] = [maxQps, maxQpsIp]
