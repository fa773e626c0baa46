// What a provider is given to apply, and the steps it tells of meanwhile.
import type { Name } from '../dns/name.ts'
import type { SerialPolicy } from '../dns/serial.ts'
import type { Change } from './plan.ts'

/** A change set of one zone, as a plan has it; it creates the zone or has changes. */
export interface ChangeSet {
  readonly zone: Name
  readonly createsZone: boolean
  readonly changes: readonly Change[]
  readonly serial: SerialPolicy
}

/** A step of applying a change set, told before it is taken (`sending`, `creating-zone`) or once it was. */
export type WriteStep =
  /** `reference` is by what the provider knows the zone for the one of this creation, where it can. */
  | { readonly step: 'creating-zone'; readonly reference?: string }
  | { readonly step: 'zone-created'; readonly id?: string }
  /** One request to the provider, which lands whole or not at all; `rrsets` are the keys of what it changes. */
  | {
      readonly step: 'sending'
      readonly batch: number
      readonly batches: number
      readonly rrsets: readonly string[]
    }
  | { readonly step: 'landed'; readonly batch: number; readonly batches: number; readonly id?: string }
