// CIDR collections: networks by location, for IP-based routing.
import { limits } from '../../../route53/limits.ts'
import type { Store } from '../../../store/store.ts'
import { ApiError } from '../errors.ts'
import { defineOperation } from '../form/operation.ts'
import { pageOf } from '../form/paging.ts'
import { choice, integer, list, text } from '../form/shapes.ts'
import { header, query, required, struct, uri } from '../form/struct.ts'
import { newUuid } from '../ids.ts'
import { quotas } from '../quotas.ts'
import { submitChange } from '../state/changes.ts'
import { changedLocations, spreadNetworks } from '../state/cidr-changes.ts'
import {
  type CidrCollection,
  cidrCollection,
  cidrCollections,
  cidrUses,
  inlineCollectionId,
  putCidrCollection,
  removeCidrCollection,
} from '../state/cidr-collections.ts'
import { inlineNetworks } from '../state/inline-networks.ts'
import { transact } from '../state/transact.ts'
import { tokenQuery, uuid } from './common-shapes.ts'

const collectionName = text({ min: 1, max: limits.cidrCollectionNameCharacters, pattern: /[0-9A-Za-z_-]+/ })
const locationName = text({ min: 1, max: limits.cidrLocationNameCharacters, pattern: /[0-9A-Za-z_-]+/ })

const summary = { Arn: text(), Id: text(), Name: text(), Version: integer() }

const shown = (id: string, { name, version }: Pick<CidrCollection, 'name' | 'version'>) => ({
  Arn: `arn:aws:route53:::cidrcollection/${id}`,
  Id: id,
  Name: name,
  Version: version,
})

export const createCidrCollection = defineOperation({
  name: 'CreateCidrCollection',
  method: 'POST',
  path: '/2013-04-01/cidrcollection',
  status: 201,
  input: struct({
    Name: required(collectionName),
    CallerReference: required(text({ min: 1, max: 64, pattern: /[\x00-\x7f]+/ })),
  }),
  output: struct({ Collection: struct(summary), Location: header('Location', text()) }),
  async run(context, { Name, CallerReference }) {
    const made = await transact(context.store, t => {
      const existing = [...cidrCollections(t)]
      const taken = existing.find(
        ({ value }) => value.name === Name || value.callerReference === CallerReference,
      )
      if (taken)
        throw new ApiError(
          'CidrCollectionAlreadyExistsException',
          'A CIDR collection with this name or a different collection with the same caller reference already exists.',
        )
      if (existing.length >= quotas.cidrCollections)
        throw new ApiError(
          'LimitsExceeded',
          `An account has at most ${quotas.cidrCollections} CIDR collections`,
        )
      const id = newUuid(context)
      const collection = { name: Name, callerReference: CallerReference, version: 1, locations: {} }
      putCidrCollection(t, id, collection)
      return shown(id, collection)
    })
    return {
      Collection: made,
      Location: `https://route53.amazonaws.com/2013-04-01/cidrcollection/${made.Id}`,
    }
  },
})

export const changeCidrCollection = defineOperation({
  name: 'ChangeCidrCollection',
  method: 'POST',
  path: '/2013-04-01/cidrcollection/{CidrCollectionId}',
  input: struct({
    CidrCollectionId: uri(uuid),
    CollectionVersion: integer({ min: 1 }),
    Changes: required(
      list(
        'member',
        struct({
          LocationName: required(locationName),
          Action: required(choice('PUT', 'DELETE_IF_EXISTS')),
          CidrList: required(
            list('Cidr', text({ min: 1, max: 50 }), { min: 1, max: limits.cidrBlocksPerRequest }),
          ),
        }),
        { min: 1, max: 1000 },
      ),
    ),
  }),
  output: struct({ Id: required(text()) }),
  run: (context, { CidrCollectionId: id, CollectionVersion, Changes }) =>
    transact(context.store, t => {
      refuseInline(id)
      const collection = cidrCollection(t, id)
      const { version, locations } = collection
      if (CollectionVersion !== undefined && CollectionVersion !== version)
        throw new ApiError(
          'CidrCollectionVersionMismatchException',
          `The CIDR collection version you provided, ${CollectionVersion}, does not match the one in the CIDR collection, ${version}.`,
        )
      const changed = changedLocations(locations, Changes)
      const zones = spreadNetworks(t, id, locations, changed)
      putCidrCollection(t, id, { ...collection, version: version + 1, locations: changed })
      return { Id: submitChange(t, context, { zones }).Id.replace('/change/', '') }
    }),
})

export const deleteCidrCollection = defineOperation({
  name: 'DeleteCidrCollection',
  method: 'DELETE',
  path: '/2013-04-01/cidrcollection/{CidrCollectionId}',
  input: struct({ CidrCollectionId: uri(uuid) }),
  output: struct({}),
  run: ({ store }, { CidrCollectionId: id }) =>
    transact(store, t => {
      refuseInline(id)
      const { locations } = cidrCollection(t, id)
      const [use] = cidrUses(t, id)
      if (use || Object.keys(locations).length > 0)
        throw new ApiError('CidrCollectionInUseException', "This CIDR collection is in use, and isn't empty.")
      removeCidrCollection(t, id)
      return {}
    }),
})

/** Networks that came with the records of a zone are changed there. */
function refuseInline(id: string): void {
  if (id === inlineCollectionId)
    throw new ApiError(
      'InvalidInput',
      `The CIDR collection ${id} belongs to records that were applied with it.`,
    )
}

/** Every collection, that of networks without one too. */
function shownCollections(store: Store): { readonly id: string; readonly collection: CidrCollection }[] {
  const all = [...cidrCollections(store)].map(({ id, value }) => ({ id, collection: value }))
  const inline = inlineNetworks(store)
  if (inline.size > 0) all.push({ id: inlineCollectionId, collection: inlineCollection(inline) })
  return all.sort((a, b) => (a.id < b.id ? -1 : 1))
}

const inlineCollection = (networks: ReadonlyMap<string, readonly string[]>): CidrCollection => ({
  name: 'dnsctl',
  callerReference: 'dnsctl',
  version: 1,
  locations: Object.fromEntries([...networks].filter(([name]) => name !== '*').sort()),
})

function shownCollection(store: Store, id: string): CidrCollection {
  const inline = id === inlineCollectionId ? inlineNetworks(store) : undefined
  return inline && inline.size > 0 ? inlineCollection(inline) : cidrCollection(store, id)
}

export const listCidrCollections = defineOperation({
  name: 'ListCidrCollections',
  method: 'GET',
  path: '/2013-04-01/cidrcollection',
  input: struct(tokenQuery),
  output: struct({ NextToken: text(), CidrCollections: list('member', struct(summary)) }),
  run({ store }, { NextToken = '', MaxResults }) {
    const all = shownCollections(store)
    const { items, next } = pageOf(all, ({ id }) => id >= NextToken, MaxResults, limits.cidrItemsPerPage)
    return {
      ...(next && { NextToken: next.id }),
      CidrCollections: items.map(({ id, collection }) => shown(id, collection)),
    }
  },
})

export const listCidrLocations = defineOperation({
  name: 'ListCidrLocations',
  method: 'GET',
  path: '/2013-04-01/cidrcollection/{CidrCollectionId}',
  input: struct({ CidrCollectionId: uri(uuid), ...tokenQuery }),
  output: struct({ NextToken: text(), CidrLocations: list('member', struct({ LocationName: text() })) }),
  run({ store }, { CidrCollectionId: id, NextToken = '', MaxResults }) {
    const names = Object.keys(shownCollection(store, id).locations)
    const { items, next } = pageOf(names, name => name >= NextToken, MaxResults, limits.cidrItemsPerPage)
    return {
      ...(next !== undefined && { NextToken: next }),
      CidrLocations: items.map(LocationName => ({ LocationName })),
    }
  },
})

export const listCidrBlocks = defineOperation({
  name: 'ListCidrBlocks',
  method: 'GET',
  path: '/2013-04-01/cidrcollection/{CidrCollectionId}/cidrblocks',
  input: struct({
    CidrCollectionId: uri(uuid),
    LocationName: query('location', locationName),
    ...tokenQuery,
  }),
  output: struct({
    NextToken: text(),
    CidrBlocks: list('member', struct({ CidrBlock: text(), LocationName: text() })),
  }),
  run({ store }, { CidrCollectionId: id, LocationName: only, NextToken = '', MaxResults }) {
    const { locations } = shownCollection(store, id)
    if (only !== undefined && !locations[only])
      throw new ApiError('NoSuchCidrLocationException', `The CIDR location ${only} doesn't exist.`)
    const names = only === undefined ? Object.keys(locations) : [only]
    const blocks = names.flatMap(LocationName =>
      locations[LocationName]!.map(CidrBlock => ({ CidrBlock, LocationName })),
    )
    const token = (block: (typeof blocks)[number]): string => `${block.LocationName}/${block.CidrBlock}`
    const { items, next } = pageOf(
      blocks.sort((a, b) => (token(a) < token(b) ? -1 : 1)),
      block => token(block) >= NextToken,
      MaxResults,
      limits.cidrItemsPerPage,
    )
    return { ...(next && { NextToken: token(next) }), CidrBlocks: items }
  },
})
