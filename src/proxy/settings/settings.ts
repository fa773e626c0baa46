// Every setting of `dnsctl proxy`, in the words of dnsdist 2.0's YAML: types, checks, defaults, the editor's schema and
// the reference come from here.
import type { JsonSchema } from '../../base/json-schema.ts'
import type { SchemaValue } from '../../config/schema-value.ts'
import { ruleSchemas } from '../rules/schema.ts'
import { answeringSchema } from './answering.ts'
import { backendSchema } from './backend.ts'
import { bindSchema } from './bind.ts'
import { consoleSchema } from './console.ts'
import { dynamicRulesSchema, dynamicRulesSettingsSchema } from './dynamic-rules.ts'
import { ednsClientSubnetSchema } from './edns-client-subnet.ts'
import { generalSchema } from './general.ts'
import { loadBalancingSchema } from './load-balancing.ts'
import { loggingSchema } from './logging.ts'
import { metricsSchema } from './metrics.ts'
import { aclSchema, netmaskGroupsSchema, timedIpSetsSchema } from './networks.ts'
import { packetCacheSchema } from './packet-cache.ts'
import { poolSchema } from './pool.ts'
import { queryLogSchema } from './query-log.ts'
import { ringBuffersSchema } from './ring-buffers.ts'
import { type RuleSections, ruleSections } from './rule-chains.ts'
import { tuningSchema } from './tuning.ts'
import { webserverSchema } from './webserver.ts'

const includes = {
  type: 'array',
  description:
    'Files with more settings, of the same form: paths or patterns relative to the file that names them. Their lists are appended, in the order of their paths; anything else may be stated once only.',
  items: { type: 'string', minLength: 1 },
  default: [],
  examples: [['proxy.d/*.yaml']],
} as const

const binds = {
  type: 'array',
  description: 'Addresses that queries are taken on; `--listen` replaces them.',
  items: bindSchema,
  default: [{ listen_address: '127.0.0.1:5353' }],
  examples: [[{ listen_address: '192.0.2.53' }, { listen_address: '[2001:db8::53]' }]],
} as const

const backends = {
  type: 'array',
  description: 'The servers that are asked; those of the command line join them.',
  items: backendSchema,
  default: [],
  examples: [[{ address: '192.0.2.1' }, { address: '192.0.2.2:5300', name: 'second', order: 2 }]],
} as const

const packetCaches = {
  type: 'array',
  description:
    'Caches of whole answers. The pool without a name uses the first one unless `pools` says otherwise, other pools the one that they name. An empty list for none.',
  items: packetCacheSchema,
  default: [{ name: 'main' }],
  examples: [[{ name: 'main', size: 1_000_000 }]],
} as const

const pools = {
  type: 'array',
  description:
    'Groups of servers that state something of their own; others are made by the `pools` of servers.',
  items: poolSchema,
  default: [],
  examples: [[{ name: '', packet_cache: 'main' }]],
} as const

/** All but rules, which refer to one another. */
const plainSchema = {
  type: 'object',
  properties: {
    includes,
    acl: aclSchema,
    answering: answeringSchema,
    backends,
    binds,
    console: consoleSchema,
    dynamic_rules: dynamicRulesSchema,
    dynamic_rules_settings: dynamicRulesSettingsSchema,
    edns_client_subnet: ednsClientSubnetSchema,
    general: generalSchema,
    load_balancing_policies: loadBalancingSchema,
    logging: loggingSchema,
    metrics: metricsSchema,
    netmask_groups: netmaskGroupsSchema,
    packet_caches: packetCaches,
    pools,
    query_log: queryLogSchema,
    ring_buffers: ringBuffersSchema,
    timed_ip_sets: timedIpSetsSchema,
    tuning: tuningSchema,
    webserver: webserverSchema,
  },
  additionalProperties: false,
} as const

/** JSON Schema of the settings: of a file of their own, and of `proxy` in dnsctl.yaml. */
export const proxySchema: JsonSchema = {
  ...plainSchema,
  properties: { ...plainSchema.properties, ...ruleSections },
  definitions: ruleSchemas,
}

/** Checked settings with the defaults filled in; the lists of included files are in them. */
export type ProxySettings = SchemaValue<typeof plainSchema> & RuleSections
