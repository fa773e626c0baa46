// The top level of a zone file but for its records: settings, includes, health checks, and the SOA's node.
import { type CodeEntry, codes } from '../../../base/errors.ts'
import { nearest } from '../../../base/nearest.ts'
import type { HealthCheck } from '../../../dns/routing.ts'
import { parseTtl } from '../../../dns/ttl.ts'
import type { ZoneSettings } from '../../loaded-zone.ts'
import { headSchema } from '../../schema/parts.ts'
import type { MappingNode, YamlNode } from './node.ts'
import { type Reading, reportFault } from './reading.ts'
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
  readonly health: Readonly<Record<string, HealthCheck>>
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

type HeadKey = keyof typeof headSchema.properties

/** Reads the top level; each key is checked by itself, so that a fault in one leaves the others. */
export function readHead(head: MappingNode, reading: Reading, expand: Expand): Head {
  refuseUnknownKeys(head, reading)
  const node = (key: HeadKey): YamlNode | undefined => head.entries.get(key)?.value
  const value = (key: HeadKey): unknown => {
    const at = node(key)
    const context = {
      reading,
      expand,
      what: key,
      invalid: 'zone-file-schema',
      range: 'zone-file-schema',
    } as const
    return at && readStructure(at, headSchema.properties[key], context)
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
    health: readHealth(value('health') as Record<string, HealthValue> | undefined, node('health'), reading),
    checksOff: readChecksOff(value('checks') as ChecksValue | undefined, node('checks'), reading),
  }
}

function refuseUnknownKeys(head: MappingNode, reading: Reading): void {
  const known = Object.keys(headSchema.properties)
  for (const [key, entry] of head.entries)
    if (!known.includes(key))
      reading.report('unknown-key', unknownText(key, known, 'a zone file'), entry.key.position)
}

/** Reads seconds or a time with units; reports one that cannot be read. */
export function readDuration(text: string, position: number, reading: Reading): number | undefined {
  try {
    return parseTtl(text)
  } catch (error) {
    reportFault(error, position, reading)
    return undefined
  }
}

function readIncludes(value: string | readonly string[] | undefined, node: YamlNode | undefined): Located[] {
  if (value === undefined || !node) return []
  const nodes = node.kind === 'sequence' ? node.items : [node]
  return [value].flat().map((text, i) => ({ text, position: nodes[i]!.position }))
}

/** A health check as the file has it: times are texts. */
type HealthValue = Omit<HealthCheck, 'interval' | 'timeout'> & {
  readonly interval?: string
  readonly timeout?: string
}

function readHealth(
  value: Readonly<Record<string, HealthValue>> | undefined,
  node: YamlNode | undefined,
  reading: Reading,
): Record<string, HealthCheck> {
  const checks: Record<string, HealthCheck> = {}
  for (const [name, check] of Object.entries(value ?? {})) {
    const at = (node as MappingNode).entries.get(name)!.value as MappingNode
    const seconds = (key: 'interval' | 'timeout', otherwise: number): number => {
      const text = check[key]
      if (text === undefined) return otherwise
      return readDuration(text, at.entries.get(key)!.value.position, reading) ?? otherwise
    }
    if (check.host === undefined && check.address === undefined)
      reading.report('value-missing', `health check "${name}" has neither host nor address`, at.position)
    checks[name] = {
      ...check,
      interval: seconds('interval', 30),
      timeout: seconds('timeout', 5),
      failures: check.failures ?? 3,
      successes: check.successes ?? 3,
    }
  }
  return checks
}

/** `checks`, of a zone or of a record. */
export interface ChecksValue {
  readonly off?: readonly string[]
}

/** The codes under `checks: { off: […] }`; each must be one that can be turned off. */
export function readChecksOff(
  value: ChecksValue | undefined,
  node: YamlNode | undefined,
  reading: Reading,
): readonly string[] {
  const off = value?.off ?? []
  const list = node?.kind === 'mapping' ? node.entries.get('off')?.value : undefined
  for (const [i, code] of off.entries()) {
    if (silenceable.includes(code)) continue
    const near = nearest(code, silenceable)
    const hint = Object.hasOwn(codes, code)
      ? ' that can be turned off'
      : near
        ? `; did you mean "${near}"?`
        : ''
    const position = list?.kind === 'sequence' ? list.items[i]!.position : 0
    reading.report('zone-file-schema', `"${code}" is not the code of a check${hint}`, position)
  }
  return off
}

const silenceable = Object.entries<CodeEntry>(codes).flatMap(([code, entry]) =>
  entry.silenceable ? [code] : [],
)
