// CIDR collections over the API with the real SDK, and the record sets that use them.
import {
  ChangeCidrCollectionCommand,
  CreateCidrCollectionCommand,
  DeleteCidrCollectionCommand,
  GetChangeCommand,
  ListCidrBlocksCommand,
  ListCidrCollectionsCommand,
  ListCidrLocationsCommand,
} from '@aws-sdk/client-route-53'
import { describe, expect, it } from 'vitest'
import { parseName } from '../../../../src/dns/name.ts'
import {
  change,
  client,
  createZone,
  endpoint,
  list,
  refusal,
  set,
  start,
  useAccount,
} from './account-session.ts'

useAccount()

describe('CIDR collections', () => {
  const put = (LocationName: string, ...CidrList: string[]) => ({
    LocationName,
    Action: 'PUT' as const,
    CidrList,
  })
  const drop = (LocationName: string, ...CidrList: string[]) => ({
    LocationName,
    Action: 'DELETE_IF_EXISTS' as const,
    CidrList,
  })
  const create = async (Name = 'networks') =>
    (await client.send(new CreateCidrCollectionCommand({ Name, CallerReference: Name }))).Collection!.Id!
  const changeCidr = (
    Id: string,
    Changes: ReturnType<typeof put | typeof drop>[],
    CollectionVersion?: number,
  ) => client.send(new ChangeCidrCollectionCommand({ Id, Changes, CollectionVersion }))
  const blocks = async (CollectionId: string, more = {}) =>
    (await client.send(new ListCidrBlocksCommand({ CollectionId, ...more }))).CidrBlocks

  it('hold networks by location', async () => {
    await start()
    const Id = await create()
    expect(await refusal(create())).toBe('CidrCollectionAlreadyExistsException')
    const made = await changeCidr(
      Id,
      [put('one', '192.0.2.0/24', '2001:db8::/48'), put('two', '198.51.100.0/24')],
      1,
    )
    expect(await client.send(new GetChangeCommand({ Id: made.Id }))).toMatchObject({
      ChangeInfo: { Status: 'INSYNC' },
    })
    expect(await blocks(Id)).toEqual([
      { LocationName: 'one', CidrBlock: '192.0.2.0/24' },
      { LocationName: 'one', CidrBlock: '2001:db8::/48' },
      { LocationName: 'two', CidrBlock: '198.51.100.0/24' },
    ])
    expect(await blocks(Id, { LocationName: 'two' })).toHaveLength(1)
    expect(await refusal(blocks(Id, { LocationName: 'three' }))).toBe('NoSuchCidrLocationException')
    expect(await refusal(changeCidr(Id, [put('two', '192.0.2.0/24')]))).toBe('CidrBlockInUseException')
    expect(await refusal(changeCidr(Id, [put('two', '203.0.113.0/24')], 1))).toBe(
      'CidrCollectionVersionMismatchException',
    )
    for (const wrong of ['192.0.2.1/24', '192.0.2.0/25', '2001:db8::/64', 'x'])
      expect(await refusal(changeCidr(Id, [put('two', wrong)]))).toBe('InvalidInput')
    const locations = async () =>
      (await client.send(new ListCidrLocationsCommand({ CollectionId: Id }))).CidrLocations
    await changeCidr(Id, [drop('two', '198.51.100.0/24', '203.0.113.0/24')], 2)
    expect(await locations()).toEqual([{ LocationName: 'one' }])
    const remove = () => client.send(new DeleteCidrCollectionCommand({ Id }))
    expect(await refusal(remove())).toBe('CidrCollectionInUseException')
    await changeCidr(Id, [drop('one', '192.0.2.0/24', '2001:db8::/48')])
    await remove()
    expect((await client.send(new ListCidrCollectionsCommand({}))).CidrCollections).toEqual([])
    expect(await refusal(remove())).toBe('NoSuchCidrCollectionException')
  })

  it('take the records with them that refer to them', async () => {
    await start()
    const CollectionId = await create()
    await changeCidr(CollectionId, [put('one', '192.0.2.0/24')])
    const zone = await createZone()
    const sets = [
      set('default', { CidrRoutingConfig: { CollectionId, LocationName: '*' } }),
      set('one', { CidrRoutingConfig: { CollectionId, LocationName: 'one' } }),
    ]
    await change(zone, 'CREATE', ...sets)
    expect(await list(zone)).toEqual(sets)
    const networks = () =>
      endpoint.store
        .rrset(parseName('example.com.'), parseName('a.example.com.'), 'A')!
        .policy!.sets.map(({ networks }) => networks)
    expect(networks()).toEqual([['*'], ['192.0.2.0/24']])
    const { serial } = endpoint.store.zone(parseName('example.com.'))!
    await changeCidr(CollectionId, [put('one', '198.51.100.0/24'), put('two', '203.0.113.0/24')])
    expect(networks()).toEqual([['*'], ['192.0.2.0/24', '198.51.100.0/24']])
    expect(endpoint.store.zone(parseName('example.com.'))!.serial).toBe(serial + 1)
    expect(await list(zone)).toEqual(sets)
    const dropAll = [drop('one', '192.0.2.0/24', '198.51.100.0/24'), drop('two', '203.0.113.0/24')]
    expect(await refusal(changeCidr(CollectionId, dropAll))).toBe('CidrBlockInUseException')
    await change(zone, 'DELETE', ...sets)
    await changeCidr(CollectionId, dropAll)
    await client.send(new DeleteCidrCollectionCommand({ Id: CollectionId }))
  })
})
