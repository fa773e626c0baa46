// Health checks: the `health` of the files of a zone. Names are found in all of them, whatever comes first.
import { nearest } from '../../../base/nearest.ts'
import type { CalculatedCheck, HealthCheck } from '../../../dns/routing.ts'
import { calculatedCheck, referredCheck } from '../../schema/checked-parts.ts'
import { readProbe } from './health-probe.ts'
import type { MappingNode, YamlNode } from './node.ts'
import { placeText, type Reading } from './reading.ts'
import { readStructure, type StructureContext } from './structure.ts'
import type { Expand } from './variables.ts'

/** One entry of `health`, to be read once all of them are known. */
export interface HealthEntry {
  readonly name: string
  readonly position: number
  readonly node: YamlNode
  readonly reading: Reading
  readonly expand: Expand
}

/** The health checks of a zone by name. */
export interface HealthDirectory {
  readonly checks: ReadonlyMap<string, HealthCheck>
  /** Gives the check of a name; reports a name that is not there, and says nothing of one with faults of its own. */
  find(name: string, position: number, reading: Reading): HealthCheck | undefined
}

/** So many checks may sum up each other in a row. */
const deepest = 16
/** So many checks may go into one, those of the checks that it sums up included; Route 53 has the same limit. */
const most = 256

/** Reads all checks; `isWhole` is false if others may stand where a file could not be read. */
export function readHealth(entries: readonly HealthEntry[], isWhole: boolean): HealthDirectory {
  const byName = entriesByName(entries)
  const settled = new Map<string, HealthCheck | undefined>()
  const open: string[] = []

  const find = (name: string, position: number, reading: Reading): HealthCheck | undefined => {
    const entry = byName.get(name)
    if (!entry) {
      if (isWhole) reportUnknown(name, byName.keys(), position, reading)
      return undefined
    }
    if (settled.has(name)) return settled.get(name)
    const isLoop = open.includes(name)
    if (isLoop || open.length >= deepest) {
      const path = [...open.slice(isLoop ? open.indexOf(name) : 0), name].join(' sums up ')
      const message = isLoop ? path : `${path}: that is more than ${deepest} in a row`
      reading.report(isLoop ? 'health-cycle' : 'health-invalid', message, position)
      return undefined
    }
    open.push(name)
    const check = readCheck(entry, find)
    open.pop()
    settled.set(name, check)
    return check
  }

  const checks = new Map<string, HealthCheck>()
  for (const { name, position, reading } of byName.values()) {
    const check = find(name, position, reading)
    if (check) checks.set(name, check)
  }
  return { checks, find }
}

function entriesByName(entries: readonly HealthEntry[]): ReadonlyMap<string, HealthEntry> {
  const byName = new Map<string, HealthEntry>()
  for (const entry of entries) {
    const { name, position, reading } = entry
    const first = byName.get(name)
    if (!first) byName.set(name, entry)
    else {
      const place = placeText(reading.placeAt(first.position))
      reading.report('duplicate-key', `health check "${name}" is there already, at ${place}`, position)
    }
  }
  return byName
}

function reportUnknown(name: string, known: Iterable<string>, position: number, { report }: Reading): void {
  const near = nearest(name, known)
  const hint = near === undefined ? '' : `; did you mean "${near}"?`
  report('health-unknown', `no health check is named "${name}"${hint}`, position)
}

function readCheck(entry: HealthEntry, find: HealthDirectory['find']): HealthCheck | undefined {
  const { name, node, reading, expand } = entry
  const context: StructureContext = {
    reading,
    expand,
    what: `health check "${name}"`,
    invalid: 'zone-file-schema',
    range: 'zone-file-schema',
  }
  if (node.kind !== 'mapping' || !(node.entries.has('id') || isCalculated(node)))
    return readProbe(name, node, context)
  if (node.entries.has('id')) {
    const value = readStructure(node, referredCheck, context) as { readonly id: string } | undefined
    return value && { type: 'reference', id: value.id }
  }
  return readCalculated(name, node, context, find)
}

function isCalculated({ entries }: MappingNode): boolean {
  const type = entries.get('type')?.value
  return type?.kind === 'scalar' && type.text === 'calculated'
}

/** A check that sums up others as the file has it. */
interface CalculatedValue {
  readonly checks: readonly string[]
  readonly healthy?: number
  readonly inverted?: boolean
}

function readCalculated(
  name: string,
  node: MappingNode,
  context: StructureContext,
  find: HealthDirectory['find'],
): CalculatedCheck | undefined {
  const value = readStructure(node, calculatedCheck, context) as CalculatedValue | undefined
  const list = node.entries.get('checks')?.value
  if (!value || list?.kind !== 'sequence') return undefined
  const { reading } = context
  const found = value.checks.map((other, i) => find(other, list.items[i]!.position, reading))
  const checks = found.filter(check => check !== undefined)
  if (checks.length < found.length) return undefined
  const refuse = (message: string, position: number): undefined => {
    reading.report('health-invalid', message, position)
  }
  const healthy = value.healthy ?? checks.length
  if (healthy > checks.length)
    return refuse(
      `${healthy} checks of ${checks.length} can never be well`,
      node.entries.get('healthy')!.value.position,
    )
  const check: CalculatedCheck = {
    type: 'calculated',
    name,
    checks,
    healthy,
    ...(value.inverted && { inverted: true }),
  }
  const size = sizeOf(check) - 1
  return size > most ? refuse(`"${name}" sums up ${size} checks, more than ${most}`, list.position) : check
}

const sizeOf = (check: HealthCheck): number =>
  check.type === 'calculated' ? check.checks.reduce((sum, one) => sum + sizeOf(one), 1) : 1
