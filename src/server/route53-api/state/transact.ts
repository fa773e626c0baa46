// Transactions of the API on the store, and what reads may be made of either.
import { DnsctlError } from '../../../base/errors.ts'
import type { Store, StoreTransaction } from '../../../store/store.ts'
import { ApiError } from '../errors.ts'

/** What both a store and a transaction on it can tell. */
export type StoreReading = Pick<Store, 'zones' | 'zonesNamed' | 'zone' | 'rrset' | 'resource' | 'resources'>

/** Changes the store at once; what the API refuses within the transaction undoes it, and is thrown as it is. */
export async function transact<T>(store: Store, work: (transaction: StoreTransaction) => T): Promise<T> {
  try {
    return await store.transact(work)
  } catch (error) {
    throw error instanceof DnsctlError && error.cause instanceof ApiError ? error.cause : error
  }
}
