// The shapes of hosted zones, and what they show.

import { limits } from '../../../route53/limits.ts'
import { nameToApi } from '../../../route53/names.ts'
import type { Store } from '../../../store/store.ts'
import { boolean, integer, text, type Value } from '../form/shapes.ts'
import { required, struct } from '../form/struct.ts'
import { type DelegationSet, delegationSet as storedSet } from '../state/delegation-sets.ts'
import type { HostedZone } from '../state/hosted-zones.ts'
import { indexOf } from '../state/zone-index.ts'
import type { delegationSet } from './common-shapes.ts'

export const callerReference = text({ min: 1, max: limits.zoneCallerReferenceCharacters })

export const comment = text({ max: limits.zoneCommentCharacters })

export const hostedZoneShape = struct({
  Id: required(text()),
  Name: required(text()),
  CallerReference: required(text()),
  Config: struct({ Comment: text(), PrivateZone: boolean }),
  ResourceRecordSetCount: integer(),
})

/** What a hosted zone shows of itself. */
export const shownZone = (store: Store, zone: HostedZone): Value<typeof hostedZoneShape> => ({
  Id: `/hostedzone/${zone.id}`,
  Name: nameToApi(zone.head.origin),
  CallerReference: zone.callerReference,
  Config: {
    ...(zone.comment !== undefined && { Comment: zone.comment }),
    PrivateZone: zone.isPrivate,
  },
  ResourceRecordSetCount: indexOf(store, zone.key).size,
})

/** A delegation set under its id; names of servers are shown without their dot. */
export const shownSet = (id: string, set: DelegationSet): Value<typeof delegationSet> => ({
  Id: `/delegationset/${id}`,
  CallerReference: set.callerReference,
  NameServers: withoutDots(set.nameServers),
})

/** The delegation set of a zone, which has an id only if it is reusable. */
export const shownSetOf = (store: Store, zone: HostedZone): Value<typeof delegationSet> =>
  zone.delegationSet === undefined
    ? { NameServers: withoutDots(zone.nameServers) }
    : shownSet(zone.delegationSet, storedSet(store, zone.delegationSet))

const withoutDots = (names: readonly string[]): string[] => names.map(name => name.replace(/\.$/, ''))
