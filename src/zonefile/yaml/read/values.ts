// The values of one RRset: texts and structured ones become record data, without two that are equal.
import type { Rdata, RRType } from '../../../dns/rr/define-type.ts'
import { structured } from '../../schema/checked-parts.ts'
import type { YamlNode } from './node.ts'
import { type Reading, reportFault } from './reading.ts'
import { readStructure } from './structure.ts'
import type { RecordFile } from './zone-builder.ts'

/** Values of one RRset, with their positions. */
export interface Values {
  readonly rdatas: Rdata[]
  readonly positions: number[]
  /** Canonical forms, once there are many values. */
  keys?: Set<Rdata>
}

/** From so many values on, a set finds duplicates faster than a look at each value. */
const manyValues = 32

/** Reads a value or a list of values, each a text or structured. */
export function readValues(node: YamlNode, type: RRType, file: RecordFile): Values {
  const values: Values = { rdatas: [], positions: [] }
  const items = node.kind === 'sequence' ? node.items : [node]
  if (items.length === 0)
    file.reading.report('value-missing', `the list of ${type.name} is empty`, node.position)
  for (const item of items) readValue(item, values, type, file)
  return values
}

function readValue(node: YamlNode, values: Values, type: RRType, file: RecordFile): void {
  const { reading, expand, names } = file
  switch (node.kind) {
    case 'refused':
      return
    case 'sequence':
      return reading.report('zone-file-schema', `a list of ${type.name} cannot hold a list`, node.position)
    case 'scalar':
      if (node.isNull) return reading.report('value-missing', `${type.name} has no value`, node.position)
      return addTextValue(values, node.text, node.position, type, file)
    case 'mapping': {
      const what = `a structured ${type.name}`
      const context = { reading, expand, what, invalid: 'rdata-syntax', range: 'rdata-range' } as const
      const fields = readStructure(node, structured(type), context) as
        | Readonly<Record<string, unknown>>
        | undefined
      if (!fields) return
      try {
        addValue(values, type.fromFields(fields, names), node.position, type, reading)
      } catch (error) {
        reportFault(error, node.position, reading)
      }
      return
    }
    default:
      node satisfies never
  }
}

/** Reads a value in text form and adds it; reports it if it cannot be read. */
export function addTextValue(
  values: Values,
  text: string,
  position: number,
  type: RRType,
  file: RecordFile,
): void {
  const expanded = file.expand(text, position)
  if (expanded === undefined) return
  try {
    addValue(values, type.parseScalar(expanded, file.names), position, type, file.reading)
  } catch (error) {
    reportFault(error, position, file.reading)
  }
}

/** Adds a value to those of its RRset; drops one that is there already, with a warning. */
function addValue(values: Values, rdata: Rdata, position: number, type: RRType, reading: Reading): void {
  if (holds(values, rdata, type))
    return reading.report('value-duplicate', `${type.name} ${rdata} is there already`, position)
  values.rdatas.push(rdata)
  values.positions.push(position)
}

function holds(values: Values, rdata: Rdata, type: RRType): boolean {
  const { rdatas } = values
  if (rdatas.length < manyValues) return rdatas.some(other => isSameValue(type, other, rdata))
  values.keys ??= new Set(rdatas.map(type.canonical))
  return values.keys.size === values.keys.add(type.canonical(rdata)).size
}

/** Values that mean the same differ in letter case at most, so that few need their canonical form. */
function isSameValue(type: RRType, a: Rdata, b: Rdata): boolean {
  if (a === b) return true
  if (a.length !== b.length || a.toLowerCase() !== b.toLowerCase()) return false
  return type.canonical(a) === type.canonical(b)
}
