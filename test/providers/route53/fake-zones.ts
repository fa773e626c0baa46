// An account with hosted zones, as the operations that list and find them show it.
import type { HostedZone as ApiHostedZone } from '@aws-sdk/client-route-53'
import type { Route53Settings } from '../../../src/providers/route53/settings.ts'
import { orderKey } from '../../../src/route53/order.ts'
import { type FakeApi, fakeApi } from './fake-api.ts'

export interface Held {
  id: string
  name: string
  vpcs?: string[]
  tags?: Record<string, string>
  reference?: string
  comment?: string
}

/** As lists show it. */
export const shown = ({ id, name, vpcs, reference = '', comment }: Held): ApiHostedZone => ({
  Id: `/hostedzone/${id}`,
  Name: name,
  CallerReference: reference,
  Config: { PrivateZone: vpcs !== undefined, ...(comment && { Comment: comment }) },
  ResourceRecordSetCount: 2,
})

/** An account with some zones; lists show so many a page. */
export function account(held: Held[], pageSize = 100, more: Parameters<typeof fakeApi>[0] = {}): FakeApi {
  const sorted = () => [...held].sort((a, b) => (orderKey(a.name) + a.id < orderKey(b.name) + b.id ? -1 : 1))
  return fakeApi({
    ListHostedZones({ Marker }) {
      const from = Marker === undefined ? 0 : held.findIndex(({ id }) => id === Marker)
      const next = held[from + pageSize]
      return {
        HostedZones: held.slice(from, from + pageSize).map(shown),
        IsTruncated: next !== undefined,
        NextMarker: next?.id,
      }
    },
    ListHostedZonesByName({ DNSName = '', HostedZoneId = '' }) {
      const from = sorted().filter(({ name, id }) => orderKey(name) + id >= orderKey(DNSName) + HostedZoneId)
      const next = from[pageSize]
      return {
        HostedZones: from.slice(0, pageSize).map(shown),
        IsTruncated: next !== undefined,
        NextDNSName: next?.name,
        NextHostedZoneId: next?.id,
      }
    },
    ListHostedZonesByVPC: ({ VPCId }) => ({
      HostedZoneSummaries: held
        .filter(({ vpcs }) => vpcs?.includes(VPCId!))
        .map(({ id, name }) => ({ HostedZoneId: id, Name: name, Owner: {} })),
    }),
    ListTagsForResources: ({ ResourceIds = [] }) => ({
      ResourceTagSets: held
        .filter(({ id }) => ResourceIds.includes(id))
        .map(({ id, tags = {} }) => ({
          ResourceId: id,
          Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
        })),
    }),
    ...more,
  })
}

/** Settings with their defaults. */
export const settingsOf = (more: Partial<Route53Settings> = {}): Route53Settings => ({
  region: 'us-east-1',
  requests_per_second: 5,
  sync_timeout: '5m',
  ...more,
})
