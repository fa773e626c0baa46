// Health checks as Route 53 configures them (API Reference, HealthCheckConfig).
import type { CalculatedCheck, HealthCheck, ProbeCheck } from '../dns/routing.ts'
import type { HealthConfig } from './health-config.ts'

/** Route 53 has no timeout of its own: connecting may take 4 s (TCP 10 s), the answer 2 s more. This stands for it. */
export const probeTimeout = 5

/**
 * Makes the configuration of a check; `idOf` gives the ids of those that a calculated one sums up. What Route 53 has
 * no field for (timeout, successes) is lost: see `heldCheck`.
 */
export function healthConfigOf(
  check: ProbeCheck | CalculatedCheck,
  idOf: (check: HealthCheck) => string,
): HealthConfig {
  const inverted = { Inverted: check.inverted ?? false }
  if (check.type === 'calculated')
    return {
      Type: 'CALCULATED',
      ChildHealthChecks: check.checks.map(idOf),
      HealthThreshold: check.healthy,
      ...inverted,
    }
  const { type, host, address, path, contains, interval, failures } = check
  const port = check.port ?? defaultPort(type)
  return {
    Type: `${type.toUpperCase()}${contains === undefined ? '' : '_STR_MATCH'}`,
    ...(address !== undefined && { IPAddress: address }),
    ...(port !== undefined && { Port: port }),
    ...(type !== 'tcp' && path !== undefined && { ResourcePath: path }),
    ...(host !== undefined && { FullyQualifiedDomainName: host }),
    ...(contains !== undefined && { SearchString: contains }),
    RequestInterval: interval,
    FailureThreshold: failures,
    ...inverted,
    ...(type === 'https' && { EnableSNI: true }),
  }
}

/**
 * Reads a configuration as a check of the given name; undefined for what only Route 53 can do (alarms, recovery
 * controls, checks that are disabled): such a check is referred to by its id.
 */
export function healthCheckOf(
  config: HealthConfig,
  name: string,
  checkOf: (id: string) => HealthCheck,
): ProbeCheck | CalculatedCheck | undefined {
  if (config.Disabled) return undefined
  const inverted = config.Inverted ? ({ inverted: true } as const) : {}
  if (config.Type === 'CALCULATED')
    return {
      type: 'calculated',
      name,
      checks: (config.ChildHealthChecks ?? []).map(checkOf),
      healthy: config.HealthThreshold ?? 0,
      ...inverted,
    }
  const type = probeTypes.get(config.Type)
  if (!type) return undefined
  const {
    FullyQualifiedDomainName: host,
    IPAddress: address,
    ResourcePath: path,
    SearchString: contains,
  } = config
  const failures = config.FailureThreshold ?? 3
  return {
    type,
    name,
    ...(host && { host }),
    ...(address && { address }),
    ...(config.Port !== undefined && config.Port !== defaultPort(type) && { port: config.Port }),
    ...(path && { path }),
    ...(contains && { contains }),
    interval: config.RequestInterval ?? 30,
    timeout: probeTimeout,
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

const defaultPort = (type: ProbeCheck['type']): number | undefined =>
  ({ http: 80, https: 443, tcp: undefined })[type]
