// The quotas of this server: those of an account of which AWS has raised what it raises on request.

/** How much there may be of what an account holds. */
export const quotas = {
  hostedZones: 100_000,
  recordSetsPerZone: 1_000_000,
  vpcsPerZone: 300,
  vpcAuthorizations: 1000,
  healthChecks: 100_000,
  delegationSets: 100,
  zonesPerDelegationSet: 10_000,
  cidrCollections: 100,
  cidrBlocksPerCollection: 10_000,
  tagsPerResource: 50,
  trafficPolicies: 50,
  trafficPolicyInstances: 5,
} as const
