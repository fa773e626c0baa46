// The shapes of health checks.
import { limits } from '../../../route53/limits.ts'
import { boolean, choice, integer, list, text, timestamp, type Value } from '../form/shapes.ts'
import { required, struct, uri } from '../form/struct.ts'
import type { ShownCheck } from '../state/health-checks.ts'

export const healthCheckId = text({ max: 64 })

/** The member of the path that names a check. */
export const healthCheckIdUri = { HealthCheckId: uri(healthCheckId) }

/** What can be changed of a check. */
export const changeableConfig = {
  IPAddress: text({ max: 45 }),
  Port: integer({ min: 1, max: 65535 }),
  ResourcePath: text({ max: limits.resourcePathCharacters }),
  FullyQualifiedDomainName: text({ max: limits.healthHostCharacters }),
  SearchString: text({ max: limits.searchStringCharacters }),
  FailureThreshold: integer({ min: 1, max: limits.failureThreshold }),
  Inverted: boolean,
  Disabled: boolean,
  HealthThreshold: integer({ min: 0, max: limits.healthThreshold }),
  ChildHealthChecks: list('ChildHealthCheck', healthCheckId, { max: limits.childHealthChecks + 1 }),
  EnableSNI: boolean,
  Regions: list('Region', text({ min: 1, max: 64 }), { min: 3, max: 64 }),
  AlarmIdentifier: struct({
    Region: required(text({ min: 1, max: 64 })),
    Name: required(text({ min: 1, max: 256 })),
  }),
  InsufficientDataHealthStatus: choice('Healthy', 'Unhealthy', 'LastKnownStatus'),
}

/** Everything that AWS's model lists; which of it goes together is another matter. */
export const healthCheckConfig = struct({
  Type: required(
    choice(
      'HTTP',
      'HTTPS',
      'HTTP_STR_MATCH',
      'HTTPS_STR_MATCH',
      'TCP',
      'CALCULATED',
      'CLOUDWATCH_METRIC',
      'RECOVERY_CONTROL',
    ),
  ),
  ...changeableConfig,
  RequestInterval: integer({ min: 10, max: 30 }),
  MeasureLatency: boolean,
  RoutingControlArn: text({ min: 1, max: 255 }),
})

export const healthCheckShape = struct({
  Id: required(healthCheckId),
  CallerReference: required(text()),
  HealthCheckConfig: required(healthCheckConfig),
  HealthCheckVersion: required(integer()),
})

/** What a check shows of itself. */
export const shownHealthCheck = ({
  id,
  callerReference,
  config,
  version,
}: Omit<ShownCheck, 'check'>): Value<typeof healthCheckShape> => ({
  Id: id,
  CallerReference: callerReference,
  HealthCheckConfig: config as Value<typeof healthCheckConfig>,
  HealthCheckVersion: version,
})

/** What was found from one place. */
export const observations = list(
  'HealthCheckObservation',
  struct({
    Region: text(),
    IPAddress: text(),
    StatusReport: struct({ Status: text(), CheckedTime: timestamp }),
  }),
)
