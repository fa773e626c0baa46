// ListResourceRecordSets: the record sets of a zone in Route 53's order.
import { DnsctlError } from '../../../base/errors.ts'
import { limits } from '../../../route53/limits.ts'
import { nameFromApi, nameToApi } from '../../../route53/names.ts'
import { orderKey } from '../../../route53/order.ts'
import type { RecordSet } from '../../../route53/record-set.ts'
import type { Store } from '../../../store/store.ts'
import { ApiError } from '../errors.ts'
import { defineOperation } from '../form/operation.ts'
import { boolean, integer, list, text } from '../form/shapes.ts'
import { query, required, struct, uri } from '../form/struct.ts'
import { recordSetsIn } from '../state/held-record-sets.ts'
import { type HostedZone, hostedZone } from '../state/hosted-zones.ts'
import { indexOf, positionOf } from '../state/zone-index.ts'
import { zoneId } from './common-shapes.ts'
import { dnsName, recordSet, recordType, setIdentifier } from './record-set-shapes.ts'

export const listResourceRecordSets = defineOperation({
  name: 'ListResourceRecordSets',
  method: 'GET',
  path: '/2013-04-01/hostedzone/{Id}/rrset',
  input: struct({
    Id: uri(zoneId),
    StartRecordName: query('name', dnsName),
    StartRecordType: query('type', recordType),
    StartRecordIdentifier: query('identifier', setIdentifier),
    MaxItems: query('maxitems', integer({ min: 1 })),
  }),
  output: struct({
    ResourceRecordSets: required(list('ResourceRecordSet', recordSet)),
    IsTruncated: required(boolean),
    NextRecordName: dnsName,
    NextRecordType: recordType,
    NextRecordIdentifier: text(),
    MaxItems: required(integer()),
  }),
  run({ store }, { Id, StartRecordName, StartRecordType = '', StartRecordIdentifier = '', MaxItems }) {
    const zone = hostedZone(store, Id)
    const size = Math.min(MaxItems ?? limits.recordSetsPerPage, limits.recordSetsPerPage)
    const start = startOf(StartRecordName, StartRecordType, StartRecordIdentifier)
    const found: RecordSet[] = []
    for (const set of recordSetsFrom(store, zone, start)) {
      found.push(set)
      if (found.length > size) break
    }
    const next = found[size]
    return {
      ResourceRecordSets: found.slice(0, size),
      IsTruncated: next !== undefined,
      ...(next && { NextRecordName: next.Name, NextRecordType: next.Type }),
      ...(next?.SetIdentifier !== undefined && { NextRecordIdentifier: next.SetIdentifier }),
      MaxItems: size,
    }
  },
})

/** Where a listing starts. */
interface Start {
  readonly order: string
  readonly type: string
  readonly setId: string
}

function startOf(name: string | undefined, type: string, setId: string): Start {
  if (name === undefined && type !== '')
    throw new ApiError('InvalidInput', 'The request specifies a record type but no record name')
  if (type === '' && setId !== '')
    throw new ApiError('InvalidInput', 'The request specifies a record identifier but no record type')
  try {
    return { order: name === undefined ? '' : orderKey(nameToApi(nameFromApi(name))), type, setId }
  } catch (error) {
    if (!(error instanceof DnsctlError)) throw error
    throw new ApiError('InvalidInput', `Invalid record name '${name}'`)
  }
}

/** The record sets of a zone from a start on. */
function* recordSetsFrom(store: Store, zone: HostedZone, start: Start): Generator<RecordSet> {
  const { entries } = indexOf(store, zone.key)
  const first = positionOf(entries, start)
  for (let at = first; at < entries.length; at++) {
    const { owner, type, order } = entries[at]!
    const rrset = store.rrset(zone.key, owner, type)
    if (!rrset) continue
    const isFirst = order === start.order && type === start.type
    for (const set of recordSetsIn(store, zone, rrset))
      if (!isFirst || (set.SetIdentifier ?? '') >= start.setId) yield set
  }
}
