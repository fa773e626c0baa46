// What a configuration of a health check must and may have, by its type (API Reference, HealthCheckConfig).
import { isIP } from 'node:net'
import type { HealthConfig } from '../../../route53/health-config.ts'
import { limits } from '../../../route53/limits.ts'
import { regions } from '../../../route53/regions.ts'
import { ApiError } from '../errors.ts'

type Field = keyof HealthConfig

interface TypeRule {
  readonly required: readonly Field[]
  readonly optional: readonly Field[]
  /** What it gets where nothing is said. */
  readonly defaults: HealthConfig | object
}

const common: readonly Field[] = ['Type', 'Inverted', 'Disabled']
const probed: readonly Field[] = [
  'IPAddress',
  'Port',
  'FullyQualifiedDomainName',
  'RequestInterval',
  'FailureThreshold',
  'MeasureLatency',
  'Regions',
]
const probeDefaults = { RequestInterval: 30, FailureThreshold: 3, MeasureLatency: false, EnableSNI: false }
const http: TypeRule = {
  required: [],
  optional: [...probed, 'ResourcePath', 'EnableSNI'],
  defaults: { Port: 80, ...probeDefaults },
}
const https: TypeRule = { ...http, defaults: { Port: 443, ...probeDefaults, EnableSNI: true } }
const matching = (rule: TypeRule): TypeRule => ({ ...rule, required: ['SearchString'] })

const rules: Readonly<Record<string, TypeRule>> = {
  HTTP: http,
  HTTPS: https,
  HTTP_STR_MATCH: matching(http),
  HTTPS_STR_MATCH: matching(https),
  TCP: { required: ['Port'], optional: [...probed, 'EnableSNI'], defaults: probeDefaults },
  CALCULATED: { required: ['ChildHealthChecks', 'HealthThreshold'], optional: [], defaults: {} },
  CLOUDWATCH_METRIC: {
    required: ['AlarmIdentifier', 'InsufficientDataHealthStatus'],
    optional: ['Regions'],
    defaults: {},
  },
  RECOVERY_CONTROL: { required: ['RoutingControlArn'], optional: [], defaults: {} },
}

/** The configuration with its defaults; throws InvalidInput if it is none that its type can have. */
export function completeConfig(stated: HealthConfig): HealthConfig {
  const rule = rules[stated.Type]!
  const config: HealthConfig = { ...rule.defaults, Inverted: false, Disabled: false, ...stated }
  const [fault] = configFaults(config, rule)
  if (fault !== undefined) throw new ApiError('InvalidInput', `Invalid request: ${fault}`)
  return config
}

function* configFaults(config: HealthConfig, { required, optional }: TypeRule): Generator<string> {
  const { Type } = config
  for (const field of required)
    if (config[field] === undefined) yield `Missing field '${field}' in HealthCheckConfig of type ${Type}`
  const allowed = new Set<string>([...common, ...required, ...optional])
  for (const field of Object.keys(config))
    if (!allowed.has(field)) yield `Field '${field}' can't be used in HealthCheckConfig of type ${Type}`
  if (required.includes('Port') || optional.includes('Port')) yield* targetFaults(config)
  const { ChildHealthChecks: children = [] } = config
  if (children.length > limits.childHealthChecks)
    yield `ChildHealthChecks has ${children.length} elements; the most is ${limits.childHealthChecks}`
}

function* targetFaults(config: HealthConfig): Generator<string> {
  const { IPAddress, FullyQualifiedDomainName, RequestInterval, ResourcePath, Regions = [] } = config
  if (!IPAddress && !FullyQualifiedDomainName)
    yield 'Expected at least one of [IPAddress, FullyQualifiedDomainName] in HealthCheckConfig, but found none'
  if (IPAddress && isIP(IPAddress) === 0) yield `Invalid IPAddress '${IPAddress}'`
  if (RequestInterval !== 10 && RequestInterval !== 30)
    yield `RequestInterval ${RequestInterval} is neither 10 nor 30`
  if (ResourcePath && !ResourcePath.startsWith('/'))
    yield `ResourcePath '${ResourcePath}' does not begin with '/'`
  for (const region of Regions) if (!regions.includes(region)) yield `Unknown region '${region}'`
}
