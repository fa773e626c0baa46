// Actions on the way of a query: where it goes, how fast, and whether at all.
import { DnsctlError, fault } from '../../../base/errors.ts'
import { parseEndpoint } from '../../../net/address.ts'
import { definePart } from '../define-part.ts'
import { takeRateLimit } from '../limits/rate-limit.ts'
import { maxTokens } from '../limits/token-time.ts'
import { actionRef } from '../part-refs.ts'
import { type Action, outcomes, type PartSettings, type RulePart } from '../rule.ts'
import { readIp } from './rule-octets.ts'

const limit = {
  type: 'integer',
  minimum: 0,
  maximum: maxTokens,
  description: 'Queries a second, over all threads.',
} as const

const poolName = {
  type: 'string',
  description: 'The name of the pool; empty for that of all other queries.',
} as const

const stopProcessing = {
  type: 'boolean',
  description: 'Whether no further rule is looked at.',
  default: true,
} as const

const pool = definePart({
  type: 'Pool',
  summary: 'Sends the query to the servers of a pool.',
  properties: { pool_name: poolName, stop_processing: stopProcessing },
  required: ['pool_name'],
  make({ pool_name: name, stop_processing: stops }, site): Action {
    const pool = site.pool(name)
    const outcome = stops ? outcomes.done : outcomes.next
    return t => {
      t.pool = pool
      return outcome
    }
  },
})

const qps = definePart({
  type: 'QPS',
  summary: 'Drops what is above a limit; the next rules are looked at for the rest.',
  properties: { limit },
  required: ['limit'],
  make({ limit: perSecond }, { memory, rule, clock }): Action {
    const limit = takeRateLimit(memory, `${rule}/action`, { perSecond, burst: 0 }, clock)
    return () => (limit.take() ? outcomes.next : outcomes.drop)
  },
})

const qpsPool = definePart({
  type: 'QPSPool',
  summary:
    'Sends the query to the servers of a pool as long as a limit is kept; else the next rules are looked at.',
  properties: { limit, pool_name: poolName, stop_processing: stopProcessing },
  required: ['limit', 'pool_name'],
  make({ limit: perSecond, pool_name: name, stop_processing: stops }, site): Action {
    const pool = site.pool(name)
    const limit = takeRateLimit(site.memory, `${site.rule}/action`, { perSecond, burst: 0 }, site.clock)
    const outcome = stops ? outcomes.done : outcomes.next
    return t => {
      if (!limit.take()) return outcomes.next
      t.pool = pool
      return outcome
    }
  },
})

/** Actions that put an answer into the place of the query, behind which nothing can go on. */
const answering = new Set([
  'ERCode',
  'HTTPStatus',
  'NegativeAndSOA',
  'RCode',
  'Spoof',
  'SpoofCNAME',
  'SpoofPacket',
  'SpoofRaw',
  'SpoofSVC',
  'TC',
])

const continuing = definePart({
  type: 'Continue',
  summary: 'Does what another action does, and goes on with the next rule all the same.',
  properties: {
    action: { ...actionRef, description: 'The other action; it may not be one that answers the query.' },
  },
  required: ['action'],
  make({ action }, site, parts): Action {
    const settings = action as PartSettings
    if (answering.has(settings.type))
      throw fault(
        'proxy-rule-invalid',
        `action ${settings.type} answers the query; Continue cannot go on behind it`,
      )
    const inside = parts.action(settings, { ...site, rule: `${site.rule}/continue` })
    return t => {
      inside(t)
      return outcomes.next
    }
  },
})

const dnsPort = 53

const tee = definePart({
  type: 'Tee',
  summary: 'Sends a copy of the query to another server, whose answer nobody waits for.',
  properties: {
    rca: {
      type: 'string',
      minLength: 1,
      description: 'Address and port of that server.',
      examples: ['192.0.2.53:53'],
    },
    lca: { type: 'string', description: 'The address to send from; any if empty.', default: '' },
    add_ecs: {
      type: 'boolean',
      description: 'Whether to put the client’s address into the copy, as a client subnet.',
      default: false,
    },
  },
  required: ['rca'],
  make({ rca: server, lca: source, add_ecs: addEcs }, { tee }): Action {
    checkServer(server)
    if (source !== '') readIp(source)
    const options = { addEcs, source: source === '' ? undefined : source }
    return t => {
      tee(server, t, options)
      return outcomes.next
    }
  },
})

function checkServer(text: string): void {
  try {
    readIp(parseEndpoint(text, dnsPort).host)
  } catch (error) {
    if (!(error instanceof DnsctlError)) throw error
    throw fault('proxy-rule-invalid', error.problems[0].message, undefined, { cause: error })
  }
}

/** Continue, Pool, QPS, QPSPool and Tee. */
export const flowActions: readonly RulePart<Action>[] = [continuing, pool, qps, qpsPool, tee]
