// Shapes that operations of several resources share.
import { limits } from '../../../route53/limits.ts'
import { boolean, choice, integer, list, resourceId, text, timestamp } from '../form/shapes.ts'
import { query, required, struct } from '../form/struct.ts'

/** A change and how far it is. */
export const changeInfo = struct({
  Id: required(text()),
  Status: required(choice('PENDING', 'INSYNC')),
  SubmittedAt: required(timestamp),
  Comment: text({ max: limits.zoneCommentCharacters }),
})

/** The output of operations that submit a change and tell nothing else. */
export const changeOutput = struct({ ChangeInfo: required(changeInfo) })

/** The id of a hosted zone, with or without `/hostedzone/` in front. */
export const zoneId = resourceId('hostedzone')

/** A UUID of a CIDR collection. */
export const uuid = text({ pattern: /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/ })

export const vpc = struct({
  VPCRegion: text({ min: 1, max: 64 }),
  VPCId: text({ max: 1024 }),
})

export const vpcs = list('VPC', vpc)

export const delegationSet = struct({
  Id: text(),
  CallerReference: text({ min: 1, max: limits.zoneCallerReferenceCharacters }),
  NameServers: required(list('NameServer', text())),
})

/** The members by which most listings are paged. */
export const pageQuery = {
  Marker: query('marker', text({ max: 64 })),
  MaxItems: query('maxitems', integer({ min: 1 })),
}

/** The members that tell of the page. */
export const pageOutput = {
  Marker: required(text()),
  IsTruncated: required(boolean),
  NextMarker: text(),
  MaxItems: required(integer()),
}

/** The members by which newer listings are paged. */
export const tokenQuery = {
  NextToken: query('nexttoken', text({ max: 1024 })),
  MaxResults: query('maxresults', integer({ min: 1 })),
}
