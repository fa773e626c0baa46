// Which clients are answered at all.
import { findNetwork, networkValue } from '../../net/network-table.ts'

/** Says whether the smallest network that an address is in lets it ask; one that is in none may not. */
export function isAllowed(acl: Int32Array, client: Int32Array): boolean {
  const network = findNetwork(acl, 0, client)
  return network !== 0 && networkValue(acl, 0, network) === 1
}
