// A batch of changes of record sets, as Route 53 treats it: all of it, or nothing and the reasons
// (API Reference, ChangeResourceRecordSets).
import { DnsctlError } from '../../../base/errors.ts'
import { sameRRset } from '../../../dns/canonical.ts'
import { isAtOrBelow, type Name, sameName } from '../../../dns/name.ts'
import { bumpSerial } from '../../../dns/serial.ts'
import { serialOf, withSerial } from '../../../dns/soa.ts'
import { costOf, limits } from '../../../route53/limits.ts'
import { nameFromApi, nameToApi } from '../../../route53/names.ts'
import type { RecordSet, RecordSetChange } from '../../../route53/record-set.ts'
import { rrsetOf } from '../../../route53/to-rrset.ts'
import type { RRsetImages } from '../../../store/store.ts'
import { ApiError } from '../errors.ts'
import { formFaults } from './change-form.ts'
import { groupFaults } from './group-faults.ts'
import { newSetFaults } from './new-set-faults.ts'
import { fatal, nameFault, valueFaults } from './value-faults.ts'
import { type RecordSetGroup, rrsetOfGroup, type WorkingZone } from './working-zone.ts'

/** What a batch makes of a zone. */
export interface BatchResult {
  /** Empty if all is as it was. */
  readonly images: readonly RRsetImages[]
  /** The serial that is served from then on. */
  readonly serial: number
  /** The serial that clients see. */
  readonly soaSerial: number
  readonly touched: readonly RecordSetGroup[]
}

/** Decides on a batch; throws InvalidInput, InvalidChangeBatch with every reason, or NoSuchHealthCheck. */
export function decideBatch(working: WorkingZone, changes: readonly RecordSetChange[]): BatchResult {
  const [malformed] = changes.flatMap(change => [...formFaults(change)])
  if (malformed !== undefined) throw new ApiError('InvalidInput', `Invalid request: ${malformed}`)
  refuse([...costFaults(changes), ...repetitionFaults(changes)])
  refuse(changes.flatMap(change => [...applied(working, change)]))
  const touched = [...working.touched()]
  refuse(touched.flatMap(group => [...groupFaults(group, working.zone.head.origin)]))
  return { ...resultOf(working, touched), touched }
}

function refuse(messages: readonly string[]): void {
  if (messages.length > 0) throw new ApiError('InvalidChangeBatch', [...new Set(messages)])
}

function* costFaults(changes: readonly RecordSetChange[]): Generator<string> {
  const { records, characters } = costOf(changes)
  if (Math.max(records, changes.length) > limits.recordsPerBatch)
    yield `Number of records limit of ${limits.recordsPerBatch} exceeded.`
  if (characters > limits.charactersPerBatch)
    yield `Number of characters limit of ${limits.charactersPerBatch} exceeded.`
}

/** Nothing may be changed twice, but what is deleted may be created again. */
function* repetitionFaults(changes: readonly RecordSetChange[]): Generator<string> {
  const actions = new Map<string, string>()
  for (const { Action, ResourceRecordSet } of changes) {
    const { Name, Type, SetIdentifier = '' } = ResourceRecordSet
    const name = shownName(Name)
    const key = `${name}/${Type}/${SetIdentifier}`
    const before = actions.get(key)
    if (before !== undefined && !(before === 'DELETE' && Action === 'CREATE'))
      yield `The request contains an invalid set of changes for a resource record set '${Type} ${name}'`
    actions.set(key, before === undefined ? Action : `${before}, ${Action}`)
  }
}

/** The name as it is listed; as it came if it is no name. */
function shownName(text: string): string {
  try {
    return nameToApi(nameFromApi(text))
  } catch {
    return text
  }
}

/** Applies one change to what the zone is so far, or says why it cannot be. */
function* applied(working: WorkingZone, { Action, ResourceRecordSet }: RecordSetChange): Generator<string> {
  const owner = ownerOf(ResourceRecordSet.Name)
  if (typeof owner !== 'string') return yield owner.fault
  const { origin } = working.zone.head
  const set: RecordSet = { ...ResourceRecordSet, Name: nameToApi(owner) }
  if (!isAtOrBelow(owner, origin))
    return yield `RRSet with DNS name ${set.Name} is not permitted in zone ${nameToApi(origin)}`
  const group = working.group(owner, set.Type)
  const faults = [
    ...valueFaults(set),
    ...(Action === 'DELETE'
      ? deletionFaults(working, group, set)
      : creationFaults(working, group, set, Action)),
  ]
  yield* faults
  if (faults.length > 0) return
  group.isTouched = true
  if (Action === 'DELETE') group.sets.delete(set.SetIdentifier ?? '')
  else group.sets.set(set.SetIdentifier ?? '', set)
}

function ownerOf(text: string): Name | { readonly fault: string } {
  try {
    return nameFromApi(text)
  } catch (error) {
    if (!(error instanceof DnsctlError)) throw error
    const what = nameFault(error) ?? 'DomainNameInvalid (Domain name is not valid)'
    return { fault: fatal(what, text) }
  }
}

const keyText = ({ Name, Type, SetIdentifier }: RecordSet): string =>
  `[name='${Name}', type='${Type}'${SetIdentifier === undefined ? '' : `, set-identifier='${SetIdentifier}'`}]`

function* deletionFaults(
  { resources }: WorkingZone,
  { sets }: RecordSetGroup,
  set: RecordSet,
): Generator<string> {
  const held = sets.get(set.SetIdentifier ?? '')
  if (!held) yield `Tried to delete resource record set ${keyText(set)} but it was not found`
  else if (!isSameSet(held, set, resources))
    yield `Tried to delete resource record set ${keyText(set)} but the values provided do not match the current values`
}

function* creationFaults(
  working: WorkingZone,
  { sets, owner }: RecordSetGroup,
  set: RecordSet,
  action: 'CREATE' | 'UPSERT',
): Generator<string> {
  if (action === 'CREATE' && sets.has(set.SetIdentifier ?? ''))
    yield `Tried to create resource record set ${keyText(set)} but it already exists`
  yield* newSetFaults(working, owner, set)
}

/** Letter case of names, the order of values and how they are written do not count; an SOA's serial does. */
function isSameSet(a: RecordSet, b: RecordSet, resources: WorkingZone['resources']): boolean {
  const [one, other] = [rrsetOf([a], resources), rrsetOf([b], resources)]
  return (
    sameRRset(one, other) &&
    (one.type !== 'SOA' || serialOf(one) === serialOf(other)) &&
    a.CidrRoutingConfig?.CollectionId === b.CidrRoutingConfig?.CollectionId &&
    a.CidrRoutingConfig?.LocationName === b.CidrRoutingConfig?.LocationName
  )
}

function resultOf(
  { zone, resources, group }: WorkingZone,
  touched: readonly RecordSetGroup[],
): Omit<BatchResult, 'touched'> {
  const { head, soaSerial } = zone
  const isSoa = ({ type, owner }: RecordSetGroup): boolean => type === 'SOA' && sameName(owner, head.origin)
  const soa = group(head.origin, 'SOA')
  const images = touched.flatMap(one => (isSoa(one) ? [] : imagesOf(one, rrsetOfGroup(one, resources))))
  if (images.length === 0 && !soa.isTouched) return { images, serial: head.serial, soaSerial }
  const stated = rrsetOfGroup(soa, resources)!
  const serial = bumpSerial(head.serial, 'increment', 0)
  return {
    images: [...images, ...imagesOf(soa, withSerial(stated, serial))],
    serial,
    soaSerial: serialOf(stated),
  }
}

/** What changes an RRset from how it is before the batch. */
function imagesOf({ before }: RecordSetGroup, after: RecordSetGroup['before']): RRsetImages[] {
  if (before && after && before.type !== 'SOA' && sameRRset(before, after)) return []
  return before || after ? [{ ...(before && { before }), ...(after && { after }) }] : []
}
