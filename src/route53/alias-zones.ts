// The hosted zones of AWS's own services, by the names that aliases lead to (API Reference, AliasTarget).
import { type Name, nameKey } from '../dns/name.ts'
import type { RRTypeName } from '../dns/rr/define-type.ts'
import {
  apiGatewayZones,
  beanstalkZones,
  loadBalancerZones,
  networkLoadBalancerZones,
  websiteZones,
} from './service-zones.ts'

/** Where an alias to an AWS service leads. */
export interface AliasZone {
  readonly zoneId: string
  /** In lower case and without `dualstack.`, which the console puts before load balancers. */
  readonly target: Name
  /** The types that an alias to it can have. */
  readonly types: readonly RRTypeName[]
  /** False if the service has no health that an alias could take over, so that Route 53 refuses to. */
  readonly hasHealth: boolean
}

/** Finds the AWS service that a name belongs to; undefined if its zone cannot be told from the name. */
export function aliasZoneOf(target: Name): AliasZone | undefined {
  const key = nameKey(target)
  if (!key.endsWith('.com.') && !key.endsWith('.net.') && !key.endsWith('.cn.')) return undefined
  for (const { name, zones, types, prefix, hasHealth = true } of services) {
    const [matched, region = ''] = name.exec(key) ?? []
    const zoneId = typeof zones === 'string' ? zones : zones[region]
    if (matched === undefined || zoneId === undefined) continue
    return { zoneId, target: (prefix ? key.replace(prefix, '') : key) as Name, types, hasHealth }
  }
  return undefined
}

interface Service {
  /** What its names look like; the first group is the region. */
  readonly name: RegExp
  /** One zone, or one for each region. */
  readonly zones: string | Readonly<Record<string, string>>
  readonly types: readonly RRTypeName[]
  readonly prefix?: RegExp
  readonly hasHealth?: false
}

const addresses: readonly RRTypeName[] = ['A', 'AAAA']
const dualstack = /^dualstack\./

const services: readonly Service[] = [
  {
    name: /^[a-z0-9]+\.cloudfront\.net\.$/,
    zones: 'Z2FDTNDATAQYW2',
    types: [...addresses, 'HTTPS'],
    hasHealth: false,
  },
  {
    name: /^[a-z0-9]+(?:\.dualstack)?\.awsglobalaccelerator\.com\.$/,
    zones: 'Z2BJ6XQ5FK7U4H',
    types: addresses,
  },
  // NAME-ID.elb.REGION.amazonaws.com
  {
    name: /^(?:dualstack\.)?[a-z0-9-]+\.elb\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\.$/,
    zones: networkLoadBalancerZones,
    types: addresses,
    prefix: dualstack,
  },
  // NAME-ID.REGION.elb.amazonaws.com
  {
    name: /^(?:dualstack\.)?[a-z0-9-]+\.([a-z0-9-]+)\.elb\.amazonaws\.com(?:\.cn)?\.$/,
    zones: loadBalancerZones,
    types: addresses,
    prefix: dualstack,
  },
  // The endpoint of the region; older regions have a hyphen before their names, newer ones a dot.
  { name: /^s3-website[.-]([a-z0-9-]+)\.amazonaws\.com\.$/, zones: websiteZones, types: ['A'] },
  // d-ID.execute-api.REGION.amazonaws.com
  {
    name: /^d-[a-z0-9]+\.execute-api\.([a-z0-9-]+)\.amazonaws\.com\.$/,
    zones: apiGatewayZones,
    types: addresses,
  },
  // NAME.REGION.elasticbeanstalk.com
  { name: /^[a-z0-9.-]+\.([a-z0-9-]+)\.elasticbeanstalk\.com\.$/, zones: beanstalkZones, types: ['A'] },
]
