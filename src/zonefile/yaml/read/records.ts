// The records of a YAML zone. Plain ones, a value or a list of values, go straight from events to RRsets; everything
// else takes the way over nodes in record-forms.ts.
import { nearest } from '../../../base/nearest.ts'
import type { Name } from '../../../dns/name.ts'
import type { RRType } from '../../../dns/rr/define-type.ts'
import { findType, rrTypes } from '../../../dns/rr/table.ts'
import { ownerName } from '../names.ts'
import type { EventCursor } from './event-cursor.ts'
import { placeText, reportFault } from './reading.ts'
import { readForm } from './record-forms.ts'
import { addTextValue, type Values } from './values.ts'
import { addRRset, type RecordFile } from './zone-builder.ts'

/** Reads a mapping of names to records. */
export function readRecords(cursor: EventCursor, file: RecordFile): void {
  cursor.enter()
  while (!cursor.leave()) {
    const owner = cursor.key() ? readOwner(cursor, file) : undefined
    if (owner === undefined) cursor.node()
    else readNode(cursor, owner, file)
  }
}

function readOwner({ text, position }: EventCursor, file: RecordFile): Name | undefined {
  const { builder, reading } = file
  try {
    const owner = ownerName(text, builder.origin)
    refuseSecondKey(text, owner, position, file)
    if (repeatsZone(text, builder.origin))
      reading.report('owner-repeats-zone', `"${text}" stands for ${owner} here`, position)
    return owner
  } catch (error) {
    reportFault(error, position, reading)
    return undefined
  }
}

/** YAML forbids a key twice. A name that is written in two ways may be there twice, with different types. */
function refuseSecondKey(text: string, owner: Name, position: number, file: RecordFile): void {
  const { builder, reading } = file
  for (const rrset of builder.zone.at(owner)) {
    if (rrset.owner !== owner || rrset.type === 'SOA') continue
    const place = reading.placeAt(builder.places.positionOf(rrset)!)
    if (place.file !== reading.file) continue
    return reading.report('duplicate-key', `"${text}" has records already, at ${placeText(place)}`, position)
  }
}

function repeatsZone(text: string, origin: Name): boolean {
  const zone = origin.slice(0, -1).toLowerCase()
  const name = text.toLowerCase()
  return zone !== '' && (name === zone || name.endsWith(`.${zone}`))
}

/** Reads the records of one name. */
function readNode(cursor: EventCursor, owner: Name, file: RecordFile): void {
  const { text, position } = cursor
  if (cursor.peek() !== 'mapping') {
    const node = cursor.node()
    if (node.kind === 'refused') return
    const isEmpty = node.kind === 'scalar' && node.isNull
    if (isEmpty) file.reading.report('value-missing', `"${text}" has no records`, position)
    else
      file.reading.report('zone-file-schema', `"${text}" takes a mapping of types to values`, node.position)
    return
  }
  cursor.enter()
  for (let sets = 0; ; sets++) {
    if (cursor.leave()) {
      if (sets === 0) file.reading.report('value-missing', `"${text}" has no records`, position)
      return
    }
    const type = cursor.key() ? readType(cursor, file) : undefined
    if (type) readSet(cursor, owner, type, file)
    else cursor.node()
  }
}

function readType({ text, position }: EventCursor, { reading }: RecordFile): RRType | undefined {
  const type = findType(text)
  if (type && (type.name === text || text.startsWith('TYPE'))) {
    if (type.name === 'SOA')
      reading.report('zone-file-schema', 'the SOA is stated by `soa` at the top of the file', position)
    else if (type.meta)
      reading.report('record-type-unknown', `${text} stands in messages only, never in a zone`, position)
    else return type
    return undefined
  }
  const near =
    type?.name ??
    nearest(
      text,
      rrTypes.map(({ name }) => name),
    )
  const hint = near === undefined ? '' : `; did you mean "${near}"?`
  reading.report('record-type-unknown', `record type "${text}" is unknown${hint}`, position)
  return undefined
}

/** Reads the values of one name and type. */
function readSet(cursor: EventCursor, owner: Name, type: RRType, file: RecordFile): void {
  const { position } = cursor
  const isScalar = cursor.peek() === 'scalar'
  if (!isScalar && !cursor.isListOfScalars()) return readForm(cursor.node(), owner, type, position, file)
  const values: Values = { rdatas: [], positions: [] }
  if (isScalar) readScalar(cursor, values, type, file)
  else readList(cursor, values, type, file)
  const { rdatas, positions } = values
  if (rdatas.length > 0)
    addRRset(file, { owner, type: type.name, ttl: file.ttl, rdatas }, position, positions)
}

function readScalar(cursor: EventCursor, values: Values, type: RRType, file: RecordFile): void {
  cursor.scalar()
  const { text, position } = cursor
  if (cursor.isNull) file.reading.report('value-missing', `${type.name} has no value`, position)
  else addTextValue(values, text, position, type, file)
}

function readList(cursor: EventCursor, values: Values, type: RRType, file: RecordFile): void {
  cursor.enter()
  if (cursor.peek() === 'end')
    file.reading.report('value-missing', `the list of ${type.name} is empty`, cursor.position)
  while (!cursor.leave()) readScalar(cursor, values, type, file)
}
