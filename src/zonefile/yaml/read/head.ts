// The top level of a zone file but for its records: settings, includes, and the nodes of health checks and the SOA.
import type { OwnershipSettings, ZoneSettings } from '../../loaded-zone.ts'
import { type HeadKey, headValue } from '../../schema/checked-parts.ts'
import { headSchema } from '../../schema/parts.ts'
import { type ChecksValue, readChecksOff } from './checks-off.ts'
import type { HealthEntry } from './health.ts'
import type { MappingNode, YamlNode } from './node.ts'
import { type Reading, readDuration } from './reading.ts'
import { readStructure, unknownText } from './structure.ts'
import type { Expand } from './variables.ts'

/** A text of the file and where it stands. */
export interface Located {
  readonly text: string
  readonly position: number
}

/** What the top level of one file says. */
export interface Head {
  readonly zone: Located | undefined
  readonly ttl: number | undefined
  /** Plain data after `soaSchema`, with the node they come from. */
  readonly soa: { readonly value: SoaValue; readonly node: MappingNode } | undefined
  readonly serial: ZoneSettings['serial'] | undefined
  readonly includes: readonly Located[]
  readonly ignore: readonly string[]
  readonly ownership: OwnershipSettings | undefined
  readonly health: readonly HealthEntry[]
  readonly checksOff: readonly string[]
}

/** The SOA as the file has it. */
export interface SoaValue {
  readonly mname: string
  readonly rname: string
  readonly refresh?: string
  readonly retry?: string
  readonly expire?: string
  readonly minimum?: string
  readonly ttl?: string
  readonly serial?: number
}

/** Reads the top level; each key is checked by itself, so that a fault in one leaves the others. */
export function readHead(head: MappingNode, reading: Reading, expand: Expand): Head {
  refuseUnknownKeys(head, reading)
  const node = (key: HeadKey): YamlNode | undefined => head.entries.get(key)?.value
  const codes = { invalid: 'zone-file-schema', range: 'zone-file-schema' } as const
  const value = (key: HeadKey): unknown => {
    const at = node(key)
    // Variables have been read already, and with them what is unknown in them has been reported.
    const context = { reading, expand: key === 'vars' ? asWritten : expand, what: key, ...codes }
    return at && readStructure(at, headValue(key), context)
  }
  const located = (key: HeadKey): Located | undefined => {
    const text = value(key) as string | undefined
    return text === undefined ? undefined : { text, position: node(key)!.position }
  }
  value('vars')
  const ttl = located('ttl')
  const soa = value('soa') as SoaValue | undefined
  return {
    zone: located('zone'),
    ttl: ttl && readDuration(ttl.text, ttl.position, reading),
    soa: soa && { value: soa, node: node('soa') as MappingNode },
    serial: value('serial') as Head['serial'],
    includes: readIncludes(value('include') as string | string[] | undefined, node('include')),
    ignore: (value('ignore') as string[] | undefined) ?? [],
    ownership: readOwnership(value('ownership') as OwnershipValue | undefined),
    health: value('health') === undefined ? [] : healthEntries(node('health'), reading, expand),
    checksOff: readChecksOff(value('checks') as ChecksValue | undefined, node('checks'), reading),
  }
}

const asWritten: Expand = text => text

function refuseUnknownKeys(head: MappingNode, reading: Reading): void {
  const known = Object.keys(headSchema.properties)
  for (const [key, entry] of head.entries)
    if (!known.includes(key))
      reading.report('unknown-key', unknownText(key, known, 'a zone file'), entry.key.position)
}

/** `ownership` as the file has it. */
type OwnershipValue =
  | 'txt'
  | {
      readonly id?: string
      readonly adopt?: boolean
      readonly external_dns?: OwnershipSettings['externalDns']
    }

function readOwnership(value: OwnershipValue | undefined): OwnershipSettings | undefined {
  if (value === undefined) return undefined
  const { id = 'default', adopt = false, external_dns: externalDns = {} } = value === 'txt' ? {} : value
  return { id, adopt, externalDns }
}

function readIncludes(value: string | readonly string[] | undefined, node: YamlNode | undefined): Located[] {
  if (value === undefined || !node) return []
  const nodes = node.kind === 'sequence' ? node.items : [node]
  return [value].flat().map((text, i) => ({ text, position: nodes[i]!.position }))
}

function healthEntries(node: YamlNode | undefined, reading: Reading, expand: Expand): HealthEntry[] {
  if (node?.kind !== 'mapping') return []
  return Array.from(node.entries, ([name, { key, value }]) => ({
    name,
    position: key.position,
    node: value,
    reading,
    expand,
  }))
}
