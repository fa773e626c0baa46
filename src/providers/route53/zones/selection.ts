// Which hosted zones of an account are seen: by visibility, id, VPC and tags.
import { DnsctlError, fault } from '../../../base/errors.ts'
import { type Name, nameKey, parseName } from '../../../dns/name.ts'
import type { Api, CallOptions } from '../api/api.ts'
import { type Route53Settings, type Vpc, visibilityOf } from '../settings.ts'
import type { HostedZone } from './hosted-zone.ts'
import { readTags, type Tags } from './tags.ts'

export interface Selection {
  /** Those that are selected. */
  of(zones: readonly HostedZone[], options: CallOptions): Promise<readonly HostedZone[]>
  /** Throws `zone-missing` if an id is configured for the name and no zone that is left has it. */
  refuseStray(origin: Name, selected: readonly HostedZone[]): void
  /** Forgets which zones VPCs have. */
  forget(): void
  /** What zones are selected by, to follow their name; empty if all are. */
  readonly text: string
}

/** Makes the selection that the settings state. Throws `route53-setting` if they contradict each other. */
export function selectionOf(api: Api, settings: Route53Settings): Selection {
  refuseContradictions(settings)
  const { vpcs, tags } = settings
  const visibility = visibilityOf(settings)
  const ids = zoneIds(settings)
  let inVpcs: Promise<ReadonlySet<string>> | undefined

  return {
    text: selectionText(settings),
    async of(zones, options) {
      let left = zones.filter(
        ({ origin, id, isPrivate }) =>
          (ids.get(origin) ?? id) === id &&
          (visibility === undefined || (visibility === 'private') === isPrivate),
      )
      if (vpcs && left.length > 0) {
        const associated = await (inVpcs ??= zonesOfVpcs(api, vpcs, options))
        left = left.filter(({ id }) => associated.has(id))
      }
      return tags ? withTags(api, left, tags, options) : left
    },
    forget() {
      inVpcs = undefined
    },
    refuseStray(origin, selected) {
      const id = ids.get(nameKey(origin))
      if (id === undefined || selected.length > 0) return
      throw fault('zone-missing', `zone_ids says that ${origin} is ${id}, and no hosted zone is both`)
    },
  }
}

function refuseContradictions(settings: Route53Settings): void {
  const { visibility, vpcs, delegation_set } = settings
  if (visibility === 'public' && vpcs)
    throw fault('route53-setting', 'vpcs are of private zones, and visibility is public')
  if (visibilityOf(settings) === 'private' && delegation_set !== undefined)
    throw fault('route53-setting', `delegation_set is "${delegation_set}", and private zones are in none`)
}

function zoneIds({ zone_ids = {} }: Route53Settings): ReadonlyMap<Name, string> {
  const read = (name: string): Name => {
    try {
      return nameKey(parseName(name.endsWith('.') ? name : `${name}.`))
    } catch (error) {
      if (!(error instanceof DnsctlError)) throw error
      throw fault('route53-setting', `zone_ids: ${error.problems[0].message}`, undefined, { cause: error })
    }
  }
  return new Map(Object.entries(zone_ids).map(([name, id]) => [read(name), id]))
}

async function zonesOfVpcs(
  api: Api,
  vpcs: readonly Vpc[],
  options: CallOptions,
): Promise<ReadonlySet<string>> {
  const ids = new Set<string>()
  for (const { id, region } of vpcs) {
    let token: string | undefined
    do {
      const page = await api.call(
        'ListHostedZonesByVPC',
        { VPCId: id, VPCRegion: region as 'us-east-1', ...(token !== undefined && { NextToken: token }) },
        options,
      )
      for (const { HostedZoneId } of page.HostedZoneSummaries ?? []) if (HostedZoneId) ids.add(HostedZoneId)
      token = page.NextToken
    } while (token !== undefined)
  }
  return ids
}

async function withTags(
  api: Api,
  zones: readonly HostedZone[],
  wanted: Tags,
  options: CallOptions,
): Promise<readonly HostedZone[]> {
  const ids = zones.map(({ id }) => id)
  const held = await readTags(api, 'hostedzone', ids, options)
  return zones.filter(({ id }) =>
    Object.entries(wanted).every(([key, value]) => held.get(id)?.[key] === value),
  )
}

function selectionText(settings: Route53Settings): string {
  const { vpcs = [], tags = {} } = settings
  const parts = [
    ...(visibilityOf(settings) ? [`that is ${visibilityOf(settings)}`] : []),
    ...(vpcs.length > 0 ? [`of ${vpcs.map(({ id }) => id).join(' or ')}`] : []),
    ...(Object.keys(tags).length > 0
      ? [
          `with the tags ${Object.entries(tags)
            .map(pair => pair.join('='))
            .join(', ')}`,
        ]
      : []),
  ]
  return parts.length > 0 ? ` ${parts.join(', ')}` : ''
}
