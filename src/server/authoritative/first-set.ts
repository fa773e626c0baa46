// Finds the first set that is for who asks and well: the primary, the closest location, the smallest network.

import { networkAround, networkValue } from '../../net/network-table.ts'
import { locationOf, networkOf } from './asker.ts'
import { chooserLayout, setAt, setLayout, ways } from './chooser-layout.ts'
import type { Exchange } from './exchange.ts'
import { isWell } from './set-health.ts'

/**
 * The number of the first set that is well of those in whose location the asker is; the first of them if none is well,
 * −1 if there are none. Without locations, as for failover, all sets match.
 */
export function firstOfLocation(x: Exchange, chooser: number): number {
  const { words, halves, bytes } = x.zone
  const sets = halves[(chooser + chooserLayout.sets) >> 1]!
  const isByLocation = bytes[chooser + chooserLayout.way] === ways.location
  const location = isByLocation ? locationOf(x.asker, x.choice.locations) : 0
  let first = -1
  for (let number = 0; number < sets; number++) {
    const set = setAt(chooser, number)
    const isThere =
      !isByLocation || (location & words[(set + setLayout.mask) >> 2]!) === words[(set + setLayout.key) >> 2]
    if (!isThere) continue
    if (isWell(x, chooser, number)) return number
    if (first < 0) first = number
  }
  return first
}

/** The same for networks: from the smallest one that the asker is in to the largest, then the default. */
export function firstOfNetworks(x: Exchange, chooser: number): number {
  const { words, halves } = x.zone
  const table = words[(chooser + chooserLayout.networks) >> 2]! >> 2
  let first = -1
  for (let network = networkOf(x.asker, words, table); network !== 0; ) {
    const number = networkValue(words, table, network)
    if (isWell(x, chooser, number)) return number
    if (first < 0) first = number
    network = networkAround(words, table, network)
  }
  const last = halves[(chooser + chooserLayout.sets) >> 1]! - 1
  const hasDefault = words[(setAt(chooser, last) + setLayout.key) >> 2] === 1
  if (hasDefault && (first < 0 || isWell(x, chooser, last))) return last
  return first
}
