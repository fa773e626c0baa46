// A hosted zone as the API's lists have it.
import type { HostedZone as ApiHostedZone } from '@aws-sdk/client-route-53'
import { nameFromApi } from '../../../route53/names.ts'
import type { ZoneRef } from '../api/api.ts'

export interface HostedZone extends ZoneRef {
  readonly isPrivate: boolean
  readonly comment?: string
  /** How many record sets it has; each set of a policy counts. */
  readonly recordSets?: number
  readonly callerReference: string
}

/** Makes a hosted zone of what the API returns. */
export function hostedZone(zone: ApiHostedZone): HostedZone {
  const { Id, Name, CallerReference, Config, ResourceRecordSetCount } = zone
  return {
    id: bareId(Id!),
    origin: nameFromApi(Name!),
    isPrivate: Config?.PrivateZone ?? false,
    callerReference: CallerReference ?? '',
    ...(Config?.Comment && { comment: Config.Comment }),
    ...(ResourceRecordSetCount !== undefined && { recordSets: ResourceRecordSetCount }),
  }
}

/** Ids come with what they are of: `/hostedzone/Z1`, `/delegationset/N1`. */
export const bareId = (id: string): string => id.slice(id.lastIndexOf('/') + 1)
