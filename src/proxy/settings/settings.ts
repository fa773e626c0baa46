// Every setting of `dnsctl proxy`, in the words of dnsdist 2.0's YAML: types, checks, defaults, the editor's schema and
// the reference come from here.
import type { JsonSchema } from '../../base/json-schema.ts'
import type { SchemaValue } from '../../config/schema-value.ts'
import { answeringSchema } from './answering.ts'
import { consoleSchema } from './console.ts'
import { ednsClientSubnetSchema } from './edns-client-subnet.ts'
import { generalSchema } from './general.ts'
import { loggingSchema } from './logging.ts'
import { metricsSchema } from './metrics.ts'
import { aclSchema, netmaskGroupsSchema, timedIpSetsSchema } from './networks.ts'
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

/** JSON Schema of the settings: of a file of their own, and of `proxy` in dnsctl.yaml. */
export const proxySchema = {
  type: 'object',
  properties: {
    includes,
    acl: aclSchema,
    answering: answeringSchema,
    console: consoleSchema,
    edns_client_subnet: ednsClientSubnetSchema,
    general: generalSchema,
    logging: loggingSchema,
    metrics: metricsSchema,
    netmask_groups: netmaskGroupsSchema,
    timed_ip_sets: timedIpSetsSchema,
    tuning: tuningSchema,
    webserver: webserverSchema,
  },
  additionalProperties: false,
} as const satisfies JsonSchema

/** Checked settings with the defaults filled in; the lists of included files are in them. */
export type ProxySettings = SchemaValue<typeof proxySchema>
