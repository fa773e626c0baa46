// All policies by name.
import type { PolicyName } from '../../settings/policy-names.ts'
import type { MakePolicy } from '../policy.ts'
import { consistentHash } from './consistent-hash.ts'
import { firstAvailable, leastOutstanding, roundRobin } from './in-order.ts'
import { weightedHash, weightedRandom } from './weighted.ts'

export const policies: Readonly<Record<PolicyName, MakePolicy>> = {
  leastOutstanding,
  firstAvailable,
  wrandom: weightedRandom,
  whashed: weightedHash,
  chashed: consistentHash,
  roundrobin: roundRobin,
}
