// Changes: what was submitted, and whether it is served yet.

import { SOA } from '../../../dns/rr/types/soa.ts'
import { compareSerials } from '../../../dns/serial.ts'
import type { StoreTransaction, ZoneHead, ZoneKey } from '../../../store/store.ts'
import { askDns } from '../ask-dns.ts'
import type { ApiContext } from '../context.ts'
import { ApiError } from '../errors.ts'
import { firstChangeId, newChangeId } from '../ids.ts'

/** A change as the API shows it. */
export interface ChangeInfo {
  readonly Id: string
  readonly Status: 'PENDING' | 'INSYNC'
  /** Milliseconds since the epoch. */
  readonly SubmittedAt: number
  readonly Comment?: string
}

interface StoredChange {
  readonly submittedAt: number
  readonly comment?: string
  /** What has to be served: zones with these serials or later ones. */
  readonly zones?: readonly ServedZone[]
}

type ServedZone = ServedSerial & Pick<ZoneHead, 'returns'>

/** A serial of a zone. */
export interface ServedSerial {
  readonly key: ZoneKey
  readonly serial: number
}

const kind = 'route53-change'
const keptMs = 24 * 3_600_000
/** At most so many old changes go with each new one. */
const trimmedAtOnce = 10

/** Notes a change in its transaction; it is pending at first, as in Route 53. */
export function submitChange(
  t: StoreTransaction,
  context: ApiContext,
  { comment, zones = [] }: { readonly comment?: string; readonly zones?: readonly ServedSerial[] } = {},
): ChangeInfo {
  const change: StoredChange = {
    submittedAt: context.clock(),
    ...(comment !== undefined && { comment }),
    zones: zones.map(zone => ({ ...zone, ...returnsOf(t.zone(zone.key)) })),
  }
  const { submittedAt } = change
  const id = newChangeId(context)
  t.put(kind, id, change)
  const oldest = firstChangeId(submittedAt - keptMs)
  const old: string[] = []
  for (const { id } of t.resources(kind)) {
    if (id >= oldest || old.length === trimmedAtOnce) break
    old.push(id)
  }
  for (const id of old) t.remove(kind, id)
  return infoOf(id, change, 'PENDING')
}

const returnsOf = (head: ZoneHead | undefined): Pick<ZoneHead, 'returns'> =>
  head?.returns === undefined ? {} : { returns: head.returns }

/** Tells of a change; throws NoSuchChange. */
export async function changeInfo(context: ApiContext, id: string): Promise<ChangeInfo> {
  const change = context.store.resource<StoredChange>(kind, id)
  if (!change) throw new ApiError('NoSuchChange', `Could not find resource with ID: ${id}`)
  return infoOf(id, change, (await isServed(context, change)) ? 'INSYNC' : 'PENDING')
}

const infoOf = (
  id: string,
  { submittedAt, comment }: StoredChange,
  Status: ChangeInfo['Status'],
): ChangeInfo => ({
  Id: `/change/${id}`,
  Status,
  SubmittedAt: submittedAt,
  ...(comment !== undefined && { Comment: comment }),
})

async function isServed(context: ApiContext, { submittedAt, zones = [] }: StoredChange): Promise<boolean> {
  const { clock, insyncAfterMs } = context
  if (clock() - submittedAt < insyncAfterMs) return false
  const served = await Promise.all(zones.map(zone => isZoneServed(context, zone)))
  return served.every(Boolean)
}

/** Of several zones of one name only the oldest is served, and a zone that has gone is not, even if it came again. */
async function isZoneServed(context: ApiContext, { key, serial, returns }: ServedZone): Promise<boolean> {
  const { store } = context
  const head = store.zone(key)
  if (!head || head.returns !== returns || store.zonesNamed(head.origin)[0]?.id !== head.id) return true
  return answersSince(context, head, serial)
}

/** Asks for the zone's SOA, if this server answers DNS at all. */
async function answersSince({ dns }: ApiContext, { origin }: ZoneHead, serial: number): Promise<boolean> {
  if (!dns) return true
  try {
    const { message } = await askDns(dns, { name: origin, type: 'SOA' })
    const [soa] = message.answers.filter(({ type }) => type === 'SOA')
    return soa !== undefined && compareSerials(SOA.toFields(soa.rdata).serial, serial) >= 0
  } catch {
    return false
  }
}
