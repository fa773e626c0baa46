// A health check's configuration as Route 53's API has it.

/** The names are those of the API, so that the SDK's own objects are of this shape. */
export interface HealthConfig {
  readonly Type: string
  readonly IPAddress?: string
  readonly Port?: number
  readonly ResourcePath?: string
  readonly FullyQualifiedDomainName?: string
  readonly SearchString?: string
  readonly RequestInterval?: number
  readonly FailureThreshold?: number
  readonly MeasureLatency?: boolean
  readonly Inverted?: boolean
  readonly Disabled?: boolean
  readonly HealthThreshold?: number
  readonly ChildHealthChecks?: readonly string[]
  readonly EnableSNI?: boolean
  readonly Regions?: readonly string[]
  readonly AlarmIdentifier?: { readonly Region: string; readonly Name: string }
  readonly InsufficientDataHealthStatus?: string
  readonly RoutingControlArn?: string
}
