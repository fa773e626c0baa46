// The policies by their names in the configuration, which are dnsdist's.

export const policyNames = [
  'leastOutstanding',
  'firstAvailable',
  'wrandom',
  'whashed',
  'chashed',
  'roundrobin',
] as const
export type PolicyName = (typeof policyNames)[number]
