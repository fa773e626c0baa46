// An account at Route 53 in memory: as much of the API as applying uses, with faults on demand.

import { problem } from '../../../src/base/errors.ts'
import { parseName } from '../../../src/dns/name.ts'
import type { Api } from '../../../src/providers/route53/api/api.ts'
import { ApiFault } from '../../../src/providers/route53/api/api-fault.ts'
import { openResources } from '../../../src/providers/route53/resources/resources.ts'
import type { HealthConfig } from '../../../src/route53/health-config.ts'
import { compareRecordSets } from '../../../src/route53/order.ts'
import type { RecordSet, RecordSetChange } from '../../../src/route53/record-set.ts'

/** What happens to a request: it is refused, or done and its answer lost before the next one is refused. */
export type Mishap = 'unreachable' | 'lost' | ((account: FakeAccount) => void)

export interface FakeAccount extends ReturnType<typeof fakeAccount> {}

const isLock = ({ Name }: RecordSet): boolean => Name === '_dnsctl-lock.example.com.'

const zone = { id: 'Z1', origin: parseName('example.com.') }

const apiFault = (apiCode: string | undefined, messages: readonly string[], ambiguous = false) =>
  new ApiFault(
    problem(apiCode === undefined ? 'route53-unreachable' : 'route53-refused', messages.join('; ')),
    {
      apiCode,
      messages,
      ambiguous,
    },
  )

/** An account with the zone example.com. of these record sets. */
export function fakeAccount(sets: readonly RecordSet[] = []) {
  let held = [...sets]
  const requests: { readonly operation: string; readonly input: Record<string, never> }[] = []
  const checks = new Map<string, { config: HealthConfig; version: number; reference: string }>()
  const tags = new Map<string, Map<string, string>>()
  const collections = new Map<string, { name: string; version: number; blocks: Map<string, string> }>()
  const mishaps: { operation: string; mishap: Mishap }[] = []
  const pending = new Map<string, number>()
  let serial = 0

  const keyText = ({ Name, Type, SetIdentifier }: RecordSet) =>
    `[name='${Name}', type='${Type}'${SetIdentifier === undefined ? '' : `, set-identifier='${SetIdentifier}'`}]`

  /** A policy's sets and a set without a policy do not go together. */
  const isMixed = ({ Name, Type, SetIdentifier }: RecordSet, others: RecordSet[], hasSimple: boolean) =>
    SetIdentifier === undefined
      ? others.some(other => other.Name === Name && other.Type === Type && other.SetIdentifier !== undefined)
      : hasSimple

  function change(changes: readonly RecordSetChange[]): void {
    const messages: string[] = []
    const next = new Map(held.map(set => [keyText(set), set]))
    for (const { Action, ResourceRecordSet: set } of changes) {
      const key = keyText(set)
      const there = next.get(key)
      const { SetIdentifier, ...simple } = set
      if (Action === 'DELETE' && !there)
        messages.push(`Tried to delete resource record set ${key} but it was not found`)
      else if (Action === 'DELETE' && JSON.stringify(there) !== JSON.stringify(set))
        messages.push(
          `Tried to delete resource record set ${key} but the values provided do not match the current values`,
        )
      else if (Action === 'DELETE') next.delete(key)
      else if (Action === 'CREATE' && there)
        messages.push(`Tried to create resource record set ${key} but it already exists`)
      else if (isMixed(set, [...next.values()], next.has(keyText(simple))))
        messages.push(
          `RRSet with DNS name ${set.Name}, type ${set.Type}, SetIdentifier ${SetIdentifier} cannot be created as other RRSets exist with the same name and type.`,
        )
      else next.set(key, set)
    }
    if (messages.length > 0) throw apiFault('InvalidChangeBatch', messages)
    held = [...next.values()]
  }

  const operations: Record<string, (input: never) => unknown> = {
    ListResourceRecordSets: ({
      StartRecordName: Name,
      StartRecordType: Type,
      StartRecordIdentifier: SetIdentifier,
    }) => {
      const from = Name === undefined ? undefined : { Name, Type, SetIdentifier }
      const sorted = [...held].sort(compareRecordSets)
      return {
        ResourceRecordSets: sorted.filter(set => !from || compareRecordSets(set, from) >= 0),
        IsTruncated: false,
      }
    },
    ChangeResourceRecordSets: ({
      ChangeBatch: { Changes },
    }: {
      ChangeBatch: { Changes: RecordSetChange[] }
    }) => {
      change(structuredClone(Changes))
      return { ChangeInfo: { Id: `/change/C${++serial}` } }
    },
    GetChange: ({ Id }: { Id: string }) => {
      const left = pending.get(Id) ?? 0
      pending.set(Id, left - 1)
      return { ChangeInfo: { Status: left > 0 ? 'PENDING' : 'INSYNC' } }
    },
    CreateHealthCheck: ({
      CallerReference,
      HealthCheckConfig,
    }: {
      CallerReference: string
      HealthCheckConfig: HealthConfig
    }) => {
      const same = [...checks].find(([, { reference }]) => reference === CallerReference)
      if (same && JSON.stringify(same[1].config) !== JSON.stringify(HealthCheckConfig))
        throw apiFault('HealthCheckAlreadyExists', ['it is another'])
      const id = same?.[0] ?? `check-${++serial}`
      checks.set(id, { config: HealthCheckConfig, version: 1, reference: CallerReference })
      return { HealthCheck: { Id: id } }
    },
    UpdateHealthCheck: ({
      HealthCheckId,
      HealthCheckVersion,
      ResetElements,
      ...config
    }: Record<string, never> & { ResetElements: (keyof HealthConfig)[] }) => {
      const check = checks.get(HealthCheckId!)!
      if (check.version !== HealthCheckVersion)
        throw apiFault('HealthCheckVersionMismatch', ['it is another'])
      checks.set(HealthCheckId!, {
        ...check,
        version: check.version + 1,
        config: {
          ...check.config,
          ...Object.fromEntries(ResetElements.map(field => [field, undefined])),
          ...config,
        },
      })
      return {}
    },
    DeleteHealthCheck: ({ HealthCheckId }: { HealthCheckId: string }) => {
      if (!checks.delete(HealthCheckId)) throw apiFault('NoSuchHealthCheck', ['gone'])
      return {}
    },
    GetHealthCheck: ({ HealthCheckId }: { HealthCheckId: string }) => {
      if (!checks.has(HealthCheckId)) throw apiFault('NoSuchHealthCheck', ['gone'])
      return { HealthCheck: apiCheck(HealthCheckId) }
    },
    ListHealthChecks: () => ({ HealthChecks: [...checks.keys()].map(apiCheck), IsTruncated: false }),
    ListTagsForResources: ({ ResourceIds }: { ResourceIds: string[] }) => ({
      ResourceTagSets: ResourceIds.map(ResourceId => ({
        ResourceId,
        Tags: [...(tags.get(ResourceId) ?? [])].map(([Key, Value]) => ({ Key, Value })),
      })),
    }),
    ChangeTagsForResource: ({
      ResourceId,
      AddTags,
    }: {
      ResourceId: string
      AddTags: { Key: string; Value: string }[]
    }) => {
      tags.set(ResourceId, new Map(AddTags.map(({ Key, Value }) => [Key, Value])))
      return {}
    },
    ListCidrCollections: () => ({
      CidrCollections: [...collections].map(([Id, { name, version }]) => ({
        Id,
        Name: name,
        Version: version,
      })),
    }),
    ListCidrBlocks: ({ CollectionId, LocationName }: { CollectionId: string; LocationName?: string }) => ({
      CidrBlocks: [...collections.get(CollectionId)!.blocks]
        .map(([CidrBlock, location]) => ({ CidrBlock, LocationName: location }))
        .filter(block => LocationName === undefined || block.LocationName === LocationName),
    }),
    CreateCidrCollection: ({ Name }: { Name: string }) => {
      collections.set(`00000000-0000-4000-8000-${String(++serial).padStart(12, '0')}`, {
        name: Name,
        version: 1,
        blocks: new Map(),
      })
      return {}
    },
    ChangeCidrCollection: ({
      Id,
      CollectionVersion,
      Changes,
    }: {
      Id: string
      CollectionVersion: number
      Changes: { LocationName: string; CidrList: string[] }[]
    }) => {
      const collection = collections.get(Id)!
      if (collection.version !== CollectionVersion)
        throw apiFault('CidrCollectionVersionMismatchException', ['it is another'])
      collection.version++
      for (const { LocationName, CidrList } of Changes)
        for (const block of CidrList) collection.blocks.set(block, LocationName)
      return {}
    },
  }
  const apiCheck = (Id: string) => ({
    Id,
    HealthCheckVersion: checks.get(Id)!.version,
    HealthCheckConfig: checks.get(Id)!.config,
  })

  const api = {
    async call(operation: string, input: Record<string, never>) {
      requests.push({ operation, input })
      const at = mishaps.findIndex(one => one.operation === operation)
      const [planned] = at < 0 ? [] : mishaps.splice(at, 1)
      if (typeof planned?.mishap === 'function') planned.mishap(account)
      if (planned?.mishap === 'unreachable') throw apiFault(undefined, ['no answer'])
      if (planned?.mishap !== 'lost') return operations[operation]!(input as never)
      operations[operation]!(input as never)
      try {
        return operations[operation]!(input as never)
      } catch (error) {
        const { apiCode, messages } = error as ApiFault
        throw apiFault(apiCode, messages, true)
      }
    },
    close() {},
  } as unknown as Api

  const account = {
    api,
    resources: openResources(api),
    zone,
    requests,
    checks,
    tags,
    collections,
    pending,
    /** All but the lock of the zone, which stays if others are put here. */
    get sets(): readonly RecordSet[] {
      return held.filter(set => !isLock(set))
    },
    set sets(all: readonly RecordSet[]) {
      held = [...all, ...held.filter(isLock)]
    },
    get lock(): RecordSet | undefined {
      return held.find(isLock)
    },
    set lock(set: RecordSet | undefined) {
      held = [...account.sets, ...(set ? [set] : [])]
    },
    /** The next request of an operation meets with this. */
    meet(operation: string, mishap: Mishap): void {
      mishaps.push({ operation, mishap })
    },
    /** How many requests there were of an operation. */
    count: (operation: string): number => requests.filter(one => one.operation === operation).length,
  }
  return account
}
