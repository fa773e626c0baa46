// Actions that change what is in an answer.
import { addOpt, putOption } from '../../message/edns.ts'
import { payloadOctets } from '../../message/layout.ts'
import { removeRecordTypes } from '../../message/remove-record-types.ts'
import { truncateAnswer } from '../../message/truncate-answer.ts'
import { typeSet } from '../../message/type-set.ts'
import { transports } from '../../transaction.ts'
import { octetsHint, readOctets } from '../actions/rule-octets.ts'
import { definePart } from '../define-part.ts'
import { type Action, outcomes, type RulePart } from '../rule.ts'
import { readType, recordTypeSchema } from '../rule-values.ts'

const clearRecordTypes = definePart({
  type: 'ClearRecordTypes',
  summary: 'Removes records of some types, and the signatures over them, from the answer.',
  properties: {
    types: {
      type: 'array',
      items: recordTypeSchema,
      minItems: 1,
      description:
        'The types. If no record is left, the answer says that there is no data, without an SOA record.',
      examples: [['HTTPS', 'SVCB']],
    },
  },
  required: ['types'],
  make({ types }): Action {
    const set = typeSet(types.map(readType))
    return t => {
      removeRecordTypes(t, set)
      return outcomes.next
    }
  },
})

const setEdnsOption = definePart({
  type: 'SetEDNSOption',
  summary:
    'Puts an EDNS option into the answer, in the place of those with its number, for clients with EDNS.',
  properties: {
    code: { type: 'integer', minimum: 0, maximum: 0xffff, description: 'The number of the option.' },
    data: { type: 'string', description: `Its data: ${octetsHint}.` },
  },
  required: ['code', 'data'],
  make({ code, data }): Action {
    const octets = readOctets(data)
    return t => {
      if (t.hasEdns && (t.optAt > 0 || addOpt(t, payloadOctets, t.dnssecOk))) putOption(t, code, octets)
      return outcomes.next
    }
  },
})

const truncate = definePart({
  type: 'TC',
  summary: 'Truncates the answer over UDP, so that the client asks over TCP; others go on to the next rule.',
  properties: {},
  required: [],
  make: (): Action => t => {
    if (t.transport !== transports.udp) return outcomes.next
    truncateAnswer(t)
    return outcomes.done
  },
})

/** ClearRecordTypes, SetEDNSOption and TC. */
export const answerActions: readonly RulePart<Action>[] = [clearRecordTypes, setEdnsOption, truncate]
