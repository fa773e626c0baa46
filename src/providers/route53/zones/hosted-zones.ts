// Lists hosted zones and finds one by its name, among those that the settings select.
import { fault } from '../../../base/errors.ts'
import { type Name, nameKey } from '../../../dns/name.ts'
import { limits } from '../../../route53/limits.ts'
import { nameToApi } from '../../../route53/names.ts'
import type { Api, CallOptions, InputOf, OutputOf } from '../api/api.ts'
import { type HostedZone, hostedZone } from './hosted-zone.ts'
import type { Selection } from './selection.ts'

export interface HostedZones {
  /** Those that the settings select, in the order of the API. */
  list(options: CallOptions): AsyncGenerator<HostedZone>
  /**
   * The one that the settings select of this name; undefined if there is none. Throws `route53-zone-unclear` if there
   * are several. What is known from earlier answers is not asked for again.
   */
  find(origin: Name, options: CallOptions): Promise<HostedZone | undefined>
  /** As `find`; throws `zone-missing`. */
  get(origin: Name, options: CallOptions): Promise<HostedZone>
  /** All of this name, whether they are selected or not, as they are now. */
  named(origin: Name, options: CallOptions): Promise<readonly HostedZone[]>
  /** Forgets earlier answers about a name. */
  forget(origin: Name): void
  /** Forgets all that a zone changes which is created. */
  forgetFor(created: Name): void
}

/** Makes what finds the hosted zones of an account. */
export function openHostedZones(api: Api, selection: Selection): HostedZones {
  /** By the key of their name, where all of the name are known; what is missing may have come meanwhile. */
  const known = new Map<Name, readonly HostedZone[]>()

  const zones: HostedZones = {
    async *list(options) {
      for await (const page of listPages(api, options)) yield* await selection.of(page, options)
    },
    async find(origin, options) {
      const named = known.get(nameKey(origin)) ?? (await zones.named(origin, options))
      const selected = await selection.of(named, options)
      selection.refuseStray(origin, selected)
      if (selected.length > 1) throw unclear(origin, selected)
      return selected[0]
    },
    async get(origin, options) {
      const found = await zones.find(origin, options)
      if (found) return found
      throw fault('zone-missing', `there is no hosted zone ${origin}${selection.text}`)
    },
    async named(origin, options) {
      const groups = await listFrom(api, origin, options)
      for (const group of groups) known.set(group[0]!.origin, group)
      return groups.find(([first]) => first!.origin === nameKey(origin)) ?? []
    },
    forget: origin => known.delete(nameKey(origin)),
    forgetFor(created) {
      zones.forget(created)
      selection.forget()
    },
  }
  return zones
}

async function* listPages(api: Api, options: CallOptions): AsyncGenerator<HostedZone[]> {
  let marker: string | undefined
  do {
    const input = { MaxItems: limits.hostedZonesPerPage, ...(marker !== undefined && { Marker: marker }) }
    const page = await api.call('ListHostedZones', input, options)
    yield (page.HostedZones ?? []).map(hostedZone)
    marker = page.IsTruncated ? page.NextMarker : undefined
  } while (marker !== undefined)
}

/** Zones from a name on, those of one name together: all of the first name, and as many more as come with them. */
async function listFrom(api: Api, origin: Name, options: CallOptions): Promise<HostedZone[][]> {
  const groups: HostedZone[][] = []
  let start: InputOf<'ListHostedZonesByName'> = { DNSName: nameToApi(origin) }
  for (;;) {
    const page: OutputOf<'ListHostedZonesByName'> = await api.call(
      'ListHostedZonesByName',
      { ...start, MaxItems: limits.hostedZonesPerPage },
      options,
    )
    for (const zone of (page.HostedZones ?? []).map(hostedZone)) {
      const last = groups.at(-1)
      if (last?.[0]?.origin === zone.origin) last.push(zone)
      else groups.push([zone])
    }
    const { IsTruncated, NextDNSName: DNSName, NextHostedZoneId: HostedZoneId } = page
    if (!IsTruncated) return groups
    if (groups.length !== 1) return groups.slice(0, -1)
    start = { DNSName, HostedZoneId }
  }
}

function unclear(origin: Name, zones: readonly HostedZone[]) {
  const list = zones.map(({ id, isPrivate, comment }) => {
    const remark = comment === undefined ? '' : `, "${comment}"`
    return `${id} (${isPrivate ? 'private' : 'public'}${remark})`
  })
  const message = `${origin} is the name of ${zones.length} hosted zones: ${list.join(', ')}; choose one with zone_ids, visibility, vpcs or tags`
  return fault('route53-zone-unclear', message)
}
