// The parts of a zone file with the code that checks them: what the reader reads structures by.
import type { Checked } from '../../base/check-value.ts'
import type { RRType } from '../../dns/rr/define-type.ts'
import { validators as ofParts } from '../generated/parts.js'
import { validators as ofRecords } from '../generated/records.js'
import { calculatedCheckSchema, probeCheckSchema, referredCheckSchema } from './health.ts'
import { headSchema, longFormSchema, routedSetSchema } from './parts.ts'

/** A record with more than its values. */
export const longForm: Checked = { schema: longFormSchema, validate: ofParts.longForm }

/** One set of a routing policy. */
export const routedSet: Checked = { schema: routedSetSchema, validate: ofParts.routedSet }

/** A health check that asks a server. */
export const probeCheck: Checked = { schema: probeCheckSchema, validate: ofParts.probeCheck }

/** A health check that sums up others. */
export const calculatedCheck: Checked = {
  schema: calculatedCheckSchema,
  validate: ofParts.calculatedCheck,
}

/** A health check that the provider holds. */
export const referredCheck: Checked = { schema: referredCheckSchema, validate: ofParts.referredCheck }

/** The keys of the top level whose values are checked. */
export type HeadKey = Exclude<keyof typeof headSchema.properties, 'records'>

/** The value of one key of the top level. */
export const headValue = (key: HeadKey): Checked => ({
  schema: headSchema.properties[key],
  validate: ofParts[key],
})

/** The structured form of a record type. */
export const structured = ({ name, schema }: RRType): Checked => ({
  schema,
  validate: name in ofRecords ? ofRecords[name as keyof typeof ofRecords] : ofRecords.TYPEnnn,
})
