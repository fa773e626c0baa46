// The room that choosing takes, made once and used for each packet.

import type { Random } from '../../base/random.ts'
import { type Locations, noLocations } from './locations.ts'
import { createLookupName, type LookupName } from './lookup-name.ts'

/** What policies choose by, beside the zone and the asker. */
export interface ChoiceSite {
  readonly random: Random
  /** Where addresses are; left out, geolocation answers with its default. */
  readonly locations?: Locations
}

export interface Choice extends Required<ChoiceSite> {
  /** The RRsets that are to be put, and the place of the name at which each stands; 0 for the one that was asked for. */
  readonly rrsets: Int32Array
  readonly owners: Int32Array
  count: number
  /** Sets that were drawn for one answer. */
  readonly sets: Int32Array
  /** The choosers that led here, so that a circle is seen. */
  readonly path: Int32Array
  depth: number
  /** The name of an alias's target. */
  readonly target: LookupName
  /** Where the target's name stands at which the choice has arrived; 0 before the first alias. */
  owner: number
  /** How many targets may still be followed for this packet, and how many looked up to see whether they are well. */
  lookups: number
  healthLookups: number
}

/** So many sets go into one answer (as Route 53 has it). */
export const maxSets = 8

/** Aliases of aliases are followed so far. */
export const maxDepth = 16

/**
 * So many of each: a zone must not make a packet cost what it likes. They are counted apart, so that an answer is found
 * however many sets were looked at.
 */
const maxLookups = 256

/** Makes room for choosing. */
export const createChoice = ({ random, locations = noLocations }: ChoiceSite): Choice => ({
  random,
  locations,
  rrsets: new Int32Array(maxSets),
  owners: new Int32Array(maxSets),
  count: 0,
  sets: new Int32Array(maxSets),
  path: new Int32Array(maxDepth),
  depth: 0,
  target: createLookupName(),
  owner: 0,
  lookups: 0,
  healthLookups: 0,
})

/** Begins with the next packet. */
export function beginChoice(choice: Choice): void {
  choice.lookups = maxLookups
  choice.healthLookups = maxLookups
}
