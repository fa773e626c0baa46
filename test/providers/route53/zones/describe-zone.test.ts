import { expect, it } from 'vitest'
import { parseName } from '../../../../src/dns/name.ts'
import { describeZone } from '../../../../src/providers/route53/zones/describe-zone.ts'
import { denied, fakeApi, refused } from '../fake-api.ts'

const zone = { id: 'Z1', origin: parseName('example.com.') }
const options = { what: 'describing' }
const hosted = (isPrivate: boolean, Comment?: string) => ({
  Id: '/hostedzone/Z1',
  Name: 'example.com.',
  CallerReference: 'r',
  Config: { PrivateZone: isPrivate, Comment },
})

it('tells what there is to tell of a public zone', async () => {
  const api = fakeApi({
    GetHostedZone: () => ({
      HostedZone: hosted(false, 'the web'),
      DelegationSet: { Id: '/delegationset/N1', NameServers: ['ns-1.awsdns-1.org', 'ns-2.awsdns-2.com'] },
    }),
    ListTagsForResources: () => ({
      ResourceTagSets: [{ ResourceId: 'Z1', Tags: [{ Key: 'team', Value: 'web' }] }],
    }),
    GetDNSSEC: () => ({
      Status: { ServeSignature: 'ACTION_NEEDED', StatusMessage: 'key is gone' },
      KeySigningKeys: [
        { Name: 'ksk', Status: 'ACTIVE', DSRecord: '1 13 2 AB' },
        { Name: 'old', Status: 'INACTIVE' },
      ],
    }),
    ListQueryLoggingConfigs: () => ({
      QueryLoggingConfigs: [{ Id: 'q', HostedZoneId: 'Z1', CloudWatchLogsLogGroupArn: 'arn:aws:logs:x' }],
    }),
    GetHostedZoneLimit: () => ({ Limit: { Type: 'MAX_RRSETS_BY_ZONE', Value: 10000 }, Count: 17 }),
  })
  expect(await describeZone(api, zone, options)).toEqual({
    id: 'Z1',
    visibility: 'public',
    comment: 'the web',
    'name servers': ['ns-1.awsdns-1.org.', 'ns-2.awsdns-2.com.'],
    'delegation set': 'N1',
    tags: ['team=web'],
    dnssec: ['action needed: key is gone', 'key ksk: ACTIVE, DS 1 13 2 AB', 'key old: INACTIVE'],
    'query logging': ['arn:aws:logs:x'],
    'record sets': '17 of at most 10000',
  })
})

it('tells of a private zone which VPCs it has, and does not ask what only public ones have', async () => {
  const api = fakeApi({
    GetHostedZone: () => ({
      HostedZone: { ...hosted(true), LinkedService: { ServicePrincipal: 'servicediscovery.amazonaws.com' } },
      VPCs: [{ VPCId: 'vpc-1', VPCRegion: 'eu-west-1' }],
    }),
    ListTagsForResources: () => ({ ResourceTagSets: [] }),
    GetHostedZoneLimit: () => ({ Limit: { Type: 'MAX_RRSETS_BY_ZONE', Value: 10000 }, Count: 2 }),
  })
  expect(await describeZone(api, zone, options)).toEqual({
    id: 'Z1',
    visibility: 'private',
    'managed by': 'servicediscovery.amazonaws.com',
    vpcs: ['vpc-1 (eu-west-1)'],
    tags: 'none',
    'record sets': '2 of at most 10000',
  })
})

it('says what the credentials may not see, or the server does not have', async () => {
  const api = fakeApi({
    GetHostedZone: () => ({ HostedZone: hosted(false), DelegationSet: { NameServers: ['ns.example.'] } }),
    ListTagsForResources: () => {
      throw denied('route53:ListTagsForResources')
    },
  })
  expect(await describeZone(api, zone, options)).toMatchObject({
    tags: 'unknown: needs route53:ListTagsForResources',
    dnssec: 'unknown: UnknownOperationException: no GetDNSSEC here',
    'query logging': 'unknown: UnknownOperationException: no ListQueryLoggingConfigs here',
    'record sets': 'unknown: UnknownOperationException: no GetHostedZoneLimit here',
  })
})

it('fails where the zone itself cannot be seen', async () => {
  const gone = fakeApi({
    GetHostedZone: () => {
      throw refused('NoSuchHostedZone')
    },
  })
  await expect(describeZone(gone, zone, options)).rejects.toThrow('NoSuchHostedZone')
})
