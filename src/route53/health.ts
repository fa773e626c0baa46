// Health checks as Route 53 configures them (API Reference, HealthCheckConfig).
import { isIPv6 } from 'node:net'
import { compareText } from '../base/compare-text.ts'
import { canonicalText } from '../dns/canonical.ts'
import { type CalculatedCheck, type HealthCheck, type ProbeCheck, usualPorts } from '../dns/routing.ts'
import { parseIpv6 } from '../dns/rr/kinds/addresses.ts'
import type { HealthConfig } from './health-config.ts'
import { limits } from './limits.ts'

/**
 * Route 53 gives a server 4 seconds to connect (TCP 10) and 2 more to answer, whatever a check says (Developer Guide,
 * "How Route 53 determines whether a health check is healthy"); this stands for it.
 */
const timeout = 5

/**
 * Makes the configuration of a check, or of what comes nearest to it: it asks every 10 or 30 seconds, has no timeout,
 * and one threshold for both directions. `idOf` gives the ids of the checks that a calculated one sums up.
 */
export function healthConfigOf(
  check: ProbeCheck | CalculatedCheck,
  idOf: (check: HealthCheck) => string,
): HealthConfig {
  const Inverted = check.inverted ?? false
  if (check.type === 'calculated')
    return {
      Type: 'CALCULATED',
      ChildHealthChecks: check.checks.map(idOf),
      HealthThreshold: check.healthy,
      Inverted,
    }
  const { type, host, address, path, contains, interval, failures } = check
  const port = check.port ?? usualPorts[type]
  return {
    Type: `${type.toUpperCase()}${contains === undefined ? '' : '_STR_MATCH'}`,
    ...(address !== undefined && { IPAddress: address }),
    ...(port !== undefined && { Port: port }),
    ...(type !== 'tcp' && { ResourcePath: path ?? '/' }),
    ...(host !== undefined && { FullyQualifiedDomainName: host }),
    ...(contains !== undefined && { SearchString: contains }),
    RequestInterval: interval <= 10 ? 10 : 30,
    FailureThreshold: Math.min(failures, limits.failureThreshold),
    Inverted,
    ...(type === 'https' && { EnableSNI: host !== undefined }),
  }
}

/**
 * Reads a configuration as a check of the given name; undefined for what no zone file can state (alarms, recovery
 * controls, checks that are disabled or run from chosen regions): such a check is referred to by its id.
 */
export function healthCheckOf(
  config: HealthConfig,
  name: string,
  checkOf: (id: string) => HealthCheck,
): ProbeCheck | CalculatedCheck | undefined {
  if (config.Disabled || hasChosenRegions(config)) return undefined
  const inverted = config.Inverted ? ({ inverted: true } as const) : {}
  if (config.Type !== 'CALCULATED') return probeOf(config, name, inverted)
  const { ChildHealthChecks: children = [], HealthThreshold: healthy = 0 } = config
  // Of none, or of more than there are, it is well or ill for ever, which only Route 53 has a use for.
  if (healthy < 1 || healthy > children.length) return undefined
  return { type: 'calculated', name, checks: sorted(children.map(checkOf)), healthy, ...inverted }
}

/** Where Route 53's health checkers are (API Reference, HealthCheckConfig, Regions). */
const checkerRegions: readonly string[] = [
  'ap-northeast-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'eu-west-1',
  'sa-east-1',
  'us-east-1',
  'us-west-1',
  'us-west-2',
]

/**
 * Says whether a check runs from some regions only: a while after it was made without any, Route 53 begins to say that
 * it has all.
 */
export function hasChosenRegions({ Regions = [] }: HealthConfig): boolean {
  return Regions.length > 0 && !checkerRegions.every(region => Regions.includes(region))
}

/** Route 53 keeps no order of the checks that another sums up. */
const sorted = (checks: readonly HealthCheck[]): HealthCheck[] =>
  checks.toSorted((a, b) => compareText(canonicalText(a), canonicalText(b)))

function probeOf(config: HealthConfig, name: string, inverted: { inverted?: true }): ProbeCheck | undefined {
  const type = probeTypes.get(config.Type)
  if (!type) return undefined
  const { IPAddress: address, Port: port, ResourcePath: path, SearchString: contains } = config
  const host = config.FullyQualifiedDomainName?.toLowerCase().replace(/\.$/, '')
  // A check without SNI fails where ours would not.
  if (type === 'https' && host && config.EnableSNI === false) return undefined
  const failures = config.FailureThreshold ?? 3
  return {
    type,
    name,
    ...(host && { host }),
    ...(address && { address: isIPv6(address) ? parseIpv6(address, 'IPAddress') : address }),
    ...(port !== undefined && port !== usualPorts[type] && { port }),
    ...(path && path !== '/' && type !== 'tcp' && { path: path.startsWith('/') ? path : `/${path}` }),
    ...(contains && { contains }),
    interval: config.RequestInterval ?? 30,
    timeout,
    failures,
    successes: failures,
    ...inverted,
  }
}

const probeTypes = new Map<string, ProbeCheck['type']>([
  ['HTTP', 'http'],
  ['HTTP_STR_MATCH', 'http'],
  ['HTTPS', 'https'],
  ['HTTPS_STR_MATCH', 'https'],
  ['TCP', 'tcp'],
])
