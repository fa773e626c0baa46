// Reads a hosted zone: pages of 300 record sets, each continued from the name, type and identifier that the last one
// ended with, and joined to RRsets (a routing policy's sets may lie on two pages).
import { fault } from '../../../base/errors.ts'
import type { RRset } from '../../../dns/rrset.ts'
import { limits } from '../../../route53/limits.ts'
import { nameFromApi } from '../../../route53/names.ts'
import type { RecordSet, RecordSetKey } from '../../../route53/record-set.ts'
import { grouped, rrsetOf } from '../../../route53/to-rrset.ts'
import type { Api, CallOptions, ZoneRef } from '../api/api.ts'
import { lockKeyOf } from '../lease/lock-record.ts'
import type { Resources } from '../resources/resources.ts'

/** Through what an account is read. */
export interface Account {
  readonly api: Api
  readonly resources: Resources
}

/** An RRset, and what of it the API shows. */
export interface HeldRRset {
  readonly rrset: RRset
  readonly sets: readonly RecordSet[]
}

/** All RRsets of a zone as they are now, a page at a time, but for its lock. */
export async function* readZone(
  account: Account,
  zone: ZoneRef,
  options: CallOptions,
): AsyncGenerator<readonly HeldRRset[]> {
  const seen = new Set<string>()
  const lock = lockKeyOf(zone.origin)
  let open: readonly RecordSet[] = []
  for await (const { sets, next } of listPages(account.api, zone, undefined, options)) {
    const groups = [...grouped([...open, ...sets])]
    open = next ? (groups.pop() ?? []) : []
    for (const group of groups) refuseRepeated(group, zone, seen)
    const records = groups.filter(([first]) => first?.Name !== lock.Name || first.Type !== lock.Type)
    yield await heldFrom(account, zone, records, options)
  }
}

/** One page of a listing. */
export interface ListedPage {
  readonly sets: readonly RecordSet[]
  /** Where the listing goes on; undefined at its end. */
  readonly next: RecordSetKey | undefined
}

/** The record sets of a zone from a place on, in Route 53's own order. */
export async function* listPages(
  api: Api,
  zone: ZoneRef,
  from: RecordSetKey | undefined,
  options: CallOptions,
): AsyncGenerator<ListedPage> {
  let start = from
  do {
    const page = await listPage(api, zone, start, options)
    if (page.next && start && keyText(page.next) === keyText(start)) throw movedFault(zone, start)
    yield page
    start = page.next
  } while (start)
}

async function listPage(
  api: Api,
  zone: ZoneRef,
  start: RecordSetKey | undefined,
  options: CallOptions,
): Promise<ListedPage> {
  const listed = await api.call(
    'ListResourceRecordSets',
    {
      HostedZoneId: zone.id,
      MaxItems: limits.recordSetsPerPage,
      ...(start && { StartRecordName: start.Name, StartRecordType: start.Type as 'A' }),
      ...(start?.SetIdentifier !== undefined && { StartRecordIdentifier: start.SetIdentifier }),
    },
    options,
  )
  const {
    ResourceRecordSets = [],
    IsTruncated,
    NextRecordName,
    NextRecordType,
    NextRecordIdentifier,
  } = listed
  return {
    sets: ResourceRecordSets as readonly RecordSet[],
    next: IsTruncated
      ? {
          Name: NextRecordName!,
          Type: NextRecordType!,
          ...(NextRecordIdentifier !== undefined && { SetIdentifier: NextRecordIdentifier }),
        }
      : undefined,
  }
}

/** Makes RRsets of record sets that are grouped by name and type. */
export async function heldFrom(
  { resources }: Account,
  zone: ZoneRef,
  groups: readonly (readonly RecordSet[])[],
  options: CallOptions,
): Promise<readonly HeldRRset[]> {
  const lookup = await resources.lookup(zone, groups.flat(), options)
  return groups.map(sets => ({ sets, rrset: rrsetOf(sets, lookup) }))
}

/** Pages start where the last one ended, so nothing can come twice unless the zone changes meanwhile. */
function refuseRepeated(group: readonly RecordSet[], zone: ZoneRef, seen: Set<string>): void {
  const [first] = group as [RecordSet]
  const key = keyText({ Name: first.Name, Type: first.Type })
  const identifiers = new Set(group.map(({ SetIdentifier }) => SetIdentifier))
  if (seen.has(key) || identifiers.size < group.length) throw movedFault(zone, first)
  seen.add(key)
}

const keyText = ({ Name, Type, SetIdentifier = '' }: RecordSetKey): string =>
  `${Name} ${Type} ${SetIdentifier}`

function movedFault({ origin }: ZoneRef, { Name, Type }: RecordSetKey) {
  const message = `the list of the records of ${origin} came to ${nameFromApi(Name)} ${Type} twice`
  return fault('route53-listing-moved', message)
}
