// The operations of Route 53 that only Amazon offers: they are known by name, so that a client is told so.
import type { Method } from './form/operation.ts'

export interface Unoffered {
  readonly name: string
  readonly method: Method
  readonly path: string
}

/** Traffic policies, DNSSEC signing, query logs, protections, and what is about Amazon's own servers. */
export const unoffered: readonly Unoffered[] = [
  {
    name: 'ActivateKeySigningKey',
    method: 'POST',
    path: '/2013-04-01/keysigningkey/{HostedZoneId}/{Name}/activate',
  },
  { name: 'CreateKeySigningKey', method: 'POST', path: '/2013-04-01/keysigningkey' },
  { name: 'CreateQueryLoggingConfig', method: 'POST', path: '/2013-04-01/queryloggingconfig' },
  {
    name: 'CreateResourceRecordSetProtections',
    method: 'POST',
    path: '/2013-04-01/hostedzone/{Id}/rrsetprotection',
  },
  {
    name: 'DeleteResourceRecordSetProtections',
    method: 'POST',
    path: '/2013-04-01/hostedzone/{Id}/rrsetprotection/delete',
  },
  {
    name: 'ListResourceRecordSetProtections',
    method: 'GET',
    path: '/2013-04-01/hostedzone/{Id}/rrsetprotection',
  },
  { name: 'CreateTrafficPolicy', method: 'POST', path: '/2013-04-01/trafficpolicy' },
  { name: 'CreateTrafficPolicyInstance', method: 'POST', path: '/2013-04-01/trafficpolicyinstance' },
  { name: 'CreateTrafficPolicyVersion', method: 'POST', path: '/2013-04-01/trafficpolicy/{Id}' },
  {
    name: 'DeactivateKeySigningKey',
    method: 'POST',
    path: '/2013-04-01/keysigningkey/{HostedZoneId}/{Name}/deactivate',
  },
  { name: 'DeleteKeySigningKey', method: 'DELETE', path: '/2013-04-01/keysigningkey/{HostedZoneId}/{Name}' },
  { name: 'DeleteQueryLoggingConfig', method: 'DELETE', path: '/2013-04-01/queryloggingconfig/{Id}' },
  { name: 'DeleteTrafficPolicy', method: 'DELETE', path: '/2013-04-01/trafficpolicy/{Id}/{Version}' },
  { name: 'DeleteTrafficPolicyInstance', method: 'DELETE', path: '/2013-04-01/trafficpolicyinstance/{Id}' },
  { name: 'DisableHostedZoneDNSSEC', method: 'POST', path: '/2013-04-01/hostedzone/{Id}/disable-dnssec' },
  { name: 'EnableHostedZoneDNSSEC', method: 'POST', path: '/2013-04-01/hostedzone/{Id}/enable-dnssec' },
  { name: 'GetQueryLoggingConfig', method: 'GET', path: '/2013-04-01/queryloggingconfig/{Id}' },
  { name: 'GetTrafficPolicy', method: 'GET', path: '/2013-04-01/trafficpolicy/{Id}/{Version}' },
  { name: 'GetTrafficPolicyInstance', method: 'GET', path: '/2013-04-01/trafficpolicyinstance/{Id}' },
  { name: 'GetTrafficPolicyInstanceCount', method: 'GET', path: '/2013-04-01/trafficpolicyinstancecount' },
  { name: 'ListTrafficPolicies', method: 'GET', path: '/2013-04-01/trafficpolicies' },
  { name: 'ListTrafficPolicyInstances', method: 'GET', path: '/2013-04-01/trafficpolicyinstances' },
  {
    name: 'ListTrafficPolicyInstancesByHostedZone',
    method: 'GET',
    path: '/2013-04-01/trafficpolicyinstances/hostedzone',
  },
  {
    name: 'ListTrafficPolicyInstancesByPolicy',
    method: 'GET',
    path: '/2013-04-01/trafficpolicyinstances/trafficpolicy',
  },
  { name: 'ListTrafficPolicyVersions', method: 'GET', path: '/2013-04-01/trafficpolicies/{Id}/versions' },
  { name: 'UpdateHostedZoneFeatures', method: 'POST', path: '/2013-04-01/hostedzone/{Id}/features' },
  { name: 'UpdateTrafficPolicyComment', method: 'POST', path: '/2013-04-01/trafficpolicy/{Id}/{Version}' },
  { name: 'UpdateTrafficPolicyInstance', method: 'POST', path: '/2013-04-01/trafficpolicyinstance/{Id}' },
]
