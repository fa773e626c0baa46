// Compiles an RRset with a policy, or an alias: each set's records as any RRset's, and what chooses among them.
import { fault } from '../../base/errors.ts'
import { parseLocation } from '../../dns/location.ts'
import { nameKey, nameToWire } from '../../dns/name.ts'
import type { PolicyKind, RoutedSet } from '../../dns/routing.ts'
import type { RRType } from '../../dns/rr/define-type.ts'
import type { RRset } from '../../dns/rrset.ts'
import { createNetworkList } from '../../net/network-table.ts'
import type { Arena } from './arena.ts'
import type { CheckTable } from './check-table.ts'
import { chooserLayout, natures, noCheck, setAt, setLayout, ways } from './chooser-layout.ts'
import type { EncodeRRset } from './encode-rrset.ts'
import { type LocationCode, locationCode } from './location-code.ts'
import { rrsetForms, rrsetLayout } from './snapshot.ts'

export interface PolicyCompiler {
  /** Compiles into the arena and returns the offset. Throws `zone-unservable`. */
  compile(rrset: RRset, type: RRType): number
  /** Gives up the checks of a chooser that is no longer there. */
  release(chooser: number): void
}

export function createPolicyCompiler(arena: Arena, encode: EncodeRRset, checks: CheckTable): PolicyCompiler {
  function compile(rrset: RRset, type: RRType): number {
    const start = arena.used
    const { way, sets } = plannedSets(rrset)
    const places = createPlaces(rrset, type, way === ways.multivalue)
    const chooser = arena.reserve(chooserLayout.firstSet + sets.length * setLayout.octets)
    let records = 0
    for (const [number, set] of sets.entries()) {
      records += set.alias ? 1 : set.rdatas.length
      putSet(setAt(chooser, number), set, places(set), way)
    }
    const networks = way === ways.network ? storeNetworks(rrset, sets) : 0
    const { bytes, halves, words } = arena
    words[(chooser + rrsetLayout.next) >> 2] = 0
    words[(chooser + chooserLayout.octets) >> 2] = arena.used - start - rrsetLayout.records
    halves[(chooser + chooserLayout.type) >> 1] = type.code
    halves[(chooser + chooserLayout.sets) >> 1] = sets.length
    bytes[chooser + chooserLayout.way] = way
    bytes[chooser + chooserLayout.form] = rrsetForms.chooser
    words[(chooser + chooserLayout.records) >> 2] = records
    words[(chooser + chooserLayout.networks) >> 2] = networks
    return chooser
  }

  /** Sets with the same records share them, so that a multivalue answer can leave out what it has. */
  function createPlaces({ owner, ttl, policy }: RRset, type: RRType, isOneAnswer: boolean) {
    const known = new Map<string, number>()
    // The records of one answer have one TTL (RFC 2181 §5.2).
    const least = Math.min(...(policy?.sets ?? []).map(set => set.ttl ?? ttl))
    return ({ alias, rdatas, ttl: own = ttl }: RoutedSet): number => {
      if (alias) return storeName(nameToWire(nameKey(alias.target)))
      if (rdatas.length === 0) return 0
      const setTtl = isOneAnswer ? least : own
      const key = [setTtl, ...rdatas.map(type.canonical).sort()].join('\n')
      const place = known.get(key) ?? encode(owner, type, setTtl, rdatas)
      known.set(key, place)
      return place
    }
  }

  function storeName(octets: Uint8Array): number {
    const place = arena.reserve(octets.length)
    arena.bytes.set(octets, place)
    return place
  }

  function putSet(at: number, set: RoutedSet, place: number, way: number): void {
    const { words } = arena
    const { code, mask } = keyOf(set, way)
    words[(at + setLayout.place) >> 2] = place
    words[(at + setLayout.nature) >> 2] = natureOf(set)
    words[(at + setLayout.check) >> 2] = set.health ? checks.take(set.health) : noCheck
    words[(at + setLayout.key) >> 2] = code
    words[(at + setLayout.mask) >> 2] = mask
  }

  function storeNetworks({ owner }: RRset, sets: readonly RoutedSet[]): number {
    const list = createNetworkList()
    for (const [number, { networks = [] }] of sets.entries())
      for (const network of networks)
        if (network !== anywhere && !list.add(network, number))
          throw fault('zone-unservable', `"${network}" of ${owner} is no network such as 192.0.2.0/24`)
    const table = list.table()
    const place = arena.reserve(4 * table.length)
    arena.words.set(table, place >> 2)
    return place
  }

  function release(chooser: number): void {
    const sets = arena.halves[(chooser + chooserLayout.sets) >> 1]!
    for (let number = 0; number < sets; number++) {
      const check = arena.words[(setAt(chooser, number) + setLayout.check) >> 2]!
      if (check !== noCheck) checks.release(check)
    }
  }

  return { compile, release }
}

const anywhere = '*'

/** What a set is chosen by. */
function keyOf(set: RoutedSet, way: number): LocationCode {
  if (way === ways.location) return placeOf(set)
  if (way === ways.network) return { code: Number(isDefault(set)), mask: 0 }
  return { code: set.weight ?? 0, mask: 0 }
}

const isDefault = ({ networks = [] }: RoutedSet): boolean => networks.includes(anywhere)

const natureOf = ({ alias }: RoutedSet): number => {
  if (!alias) return natures.values
  return alias.evaluateHealth ? natures.checkedAlias : natures.alias
}

/** The sets in the order in which they are tried. */
function plannedSets({ policy, alias }: RRset): {
  readonly way: number
  readonly sets: readonly RoutedSet[]
} {
  if (!policy) return { way: ways.first, sets: alias ? [{ id: '', rdatas: [], alias }] : [] }
  const byId = policy.sets.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  return { way: wayOf[policy.kind], sets: byId.sort((a, b) => rankOf(b) - rankOf(a)) }
}

/** No distances are known here: of latency and geoproximity, the first set by its id is the nearest. */
const wayOf = {
  failover: ways.first,
  latency: ways.first,
  geoproximity: ways.first,
  weighted: ways.weighted,
  multivalue: ways.multivalue,
  geolocation: ways.location,
  ip: ways.network,
} as const satisfies Record<PolicyKind, number>

/** What is tried first has the higher rank: the primary, the more specific location, networks before the default. */
const rankOf = (set: RoutedSet): number => {
  if (set.role) return set.role === 'primary' ? 1 : 0
  if (set.location !== undefined) return placeOf(set).mask
  return isDefault(set) ? 0 : 1
}

function placeOf({ location = '' }: RoutedSet): LocationCode {
  const parsed = parseLocation(location)
  if (!parsed) throw fault('zone-unservable', `"${location}" is no location such as EU, FR or US-CA`)
  return locationCode(parsed)
}
