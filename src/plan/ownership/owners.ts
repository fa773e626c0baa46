// Whose the RRsets are that a provider holds, as the registries among them say.
import { type Name, nameKey, sameName } from '../../dns/name.ts'
import type { RRset } from '../../dns/rrset.ts'
import { claimedKeys, type ExternalDnsNames } from './external-dns.ts'
import { type Heritage, heritageOf, ownerText } from './heritage.ts'
import { isRegistryName, ownTool, registryName } from './registry.ts'

/** What a zone file says of ownership: only what the registry says is `id`'s is its to change. */
export interface Ownership {
  readonly id: string
  /** True if what nobody has is taken over where the zone file states it otherwise. */
  readonly adopt: boolean
  readonly externalDns: ExternalDnsNames
}

/** Whose an RRset is: ours, somebody else's (as plans call him), or nobody's. */
export type Standing =
  | { readonly of: 'us' }
  | { readonly of: 'other'; readonly by: string }
  | { readonly of: 'nobody' }

type Key = Pick<RRset, 'owner' | 'type'>

export interface Owners {
  standingOf(key: Key): Standing
  /** Whose a record of a registry is; undefined if the RRset is none. */
  registryStandingOf(rrset: RRset): Standing | undefined
}

const us: Standing = { of: 'us' }
const nobody: Standing = { of: 'nobody' }

/** Reads the registries among the RRsets of a zone. */
export function readOwners(
  held: Iterable<RRset>,
  origin: Name,
  { id, externalDns }: Pick<Ownership, 'id' | 'externalDns'>,
): Owners {
  const standing = (heritage: Heritage): Standing =>
    heritage.tool === ownTool && heritage.owner === id ? us : { of: 'other', by: ownerText(heritage) }
  /** By the names of our registry. */
  const ours = new Map<Name, Standing>()
  /** By name and type of what external-dns claims; by the name alone for all types. */
  const theirs = new Map<string, Standing>()
  for (const rrset of held) {
    const heritage = registryOf(rrset)
    if (!heritage) continue
    if (heritage.tool === ownTool) ours.set(lower(rrset.owner), standing(heritage))
    else
      for (const { owner, type } of claimedKeys(rrset.owner, externalDns))
        theirs.set(type === undefined ? owner : `${owner}/${type}`, standing(heritage))
  }
  return {
    standingOf({ owner, type }) {
      const key = lower(owner)
      // The alias of type A or AAAA once was a CNAME to external-dns.
      const asCname = addressTypes.has(type) ? theirs.get(`${key}/CNAME`) : undefined
      const typed = theirs.get(`${key}/${type}`) ?? asCname
      const own = ours.size > 0 ? ours.get(lower(registryName({ owner, type }, origin))) : undefined
      // Its old form tells of no AAAA, and says less than our own record does.
      return typed ?? own ?? (type === 'AAAA' ? undefined : theirs.get(key)) ?? nobody
    },
    registryStandingOf(rrset) {
      const heritage = registryOf(rrset)
      return heritage && standing(heritage)
    },
  }
}

const addressTypes: ReadonlySet<string> = new Set(['A', 'AAAA'])

const lower = nameKey

/** The tool whose registry is read beside ours. */
const externalTool = 'external-dns'

/** What a record of a registry that we know says, or undefined if it is none. */
export function registryOf(rrset: RRset): Heritage | undefined {
  const heritage = heritageOf(rrset)
  if (heritage?.tool === ownTool) return isRegistryName(rrset.owner) ? heritage : undefined
  return heritage?.tool === externalTool ? heritage : undefined
}

/** Says whether an RRset is beside the registry: the SOA and the apex NS belong to the zone. */
export const isOfZone = ({ owner, type }: Key, origin: Name): boolean =>
  type === 'SOA' || (type === 'NS' && sameName(owner, origin))
