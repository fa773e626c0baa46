// Name servers of zones, and reusable delegation sets as the store keeps them.
import type { StoreTransaction } from '../../../store/store.ts'
import { ApiError } from '../errors.ts'
import type { StoreReading } from './transact.ts'

export interface DelegationSet {
  readonly callerReference: string
  /** With their dot at the end. */
  readonly nameServers: readonly string[]
}

const kind = 'route53-delegation-set'

/**
 * Names of this server's own, in a domain that is never in the public DNS: nobody else's name servers are claimed.
 * Those who delegate to this server change the apex NS records.
 */
const domain = 'dnsctl.internal.'
const servers = ['ns1', 'ns2', 'ns3', 'ns4']

/** The name servers of a zone that is made without a delegation set. */
export const commonNameServers: readonly string[] = servers.map(server => `${server}.${domain}`)

/** The name servers of a delegation set of its own. */
export const nameServersOf = (id: string): readonly string[] =>
  servers.map(server => `${server}.${id.toLowerCase()}.${domain}`)

/** The mailbox in the SOA of new zones. */
export const hostmaster = `hostmaster.${domain}`

/** A delegation set; throws NoSuchDelegationSet. */
export function delegationSet(reading: StoreReading, id: string): DelegationSet {
  const found = reading.resource<DelegationSet>(kind, id)
  if (found) return found
  throw new ApiError('NoSuchDelegationSet', `No delegation set found with ID: ${id}`)
}

/** Every delegation set, in the order of their ids. */
export const delegationSets = (reading: StoreReading) => reading.resources<DelegationSet>(kind)

/** Keeps a delegation set. */
export function putDelegationSet(t: StoreTransaction, id: string, set: DelegationSet): void {
  t.put(kind, id, set)
}

/** Forgets a delegation set. */
export function removeDelegationSet(t: StoreTransaction, id: string): void {
  t.remove(kind, id)
}
