// Actions that answer with addresses, an alias, raw record data or a whole message of the rule's own.
import { fault } from '../../../base/errors.ts'
import { labelsOf, nameToWire } from '../../../dns/name.ts'
import { findOpt } from '../../engine/read-query.ts'
import { headerOctets, types, u16 } from '../../message/layout.ts'
import type { Transaction } from '../../transaction.ts'
import { definePart } from '../define-part.ts'
import { type Action, outcomes, type RulePart } from '../rule.ts'
import { readType } from '../rule-values.ts'
import { readVars, varsSchema } from './response-config.ts'
import { octetsHint, readIp, readMessage, readOctets, readWireName } from './rule-octets.ts'
import { spoof, spoofed } from './spoof.ts'

const classIn = 1
const classAny = 255

const spoofAddresses = definePart({
  type: 'Spoof',
  summary:
    'Answers queries for A, AAAA or ANY with those of its addresses that have the type; if there are none, the next rules are looked at.',
  properties: {
    ips: {
      type: 'array',
      items: { type: 'string', minLength: 1 },
      minItems: 1,
      description: 'The addresses, IPv4 and IPv6; each answer has them in another order.',
      examples: [['192.0.2.1', '2001:db8::1']],
    },
    vars: varsSchema,
  },
  required: ['ips'],
  make({ ips, vars }, { random }): Action {
    const records = ips.map(ip => {
      const rdata = readIp(ip)
      return { owner: undefined, type: rdata.length === 4 ? types.A : types.AAAA, rdata }
    })
    const config = readVars(vars)
    const ofType = (type: number) =>
      spoofed(
        records.filter(each => each.type === type),
        config,
        random,
      )
    const v4 = ofType(types.A)
    const v6 = ofType(types.AAAA)
    const any = spoofed(records, config, random)
    return t => {
      const set =
        t.type === types.A ? v4 : t.type === types.AAAA ? v6 : t.type === types.ANY ? any : undefined
      if (set === undefined || set.records.length === 0) return outcomes.next
      return t.class === classIn || t.class === classAny ? spoof(t, set) : outcomes.next
    }
  },
})

const spoofCname = definePart({
  type: 'SpoofCNAME',
  summary:
    'Answers queries of any type with a CNAME record. What it leads to is left to the client to ask for.',
  properties: {
    cname: { type: 'string', minLength: 1, description: 'The name that the CNAME record leads to.' },
    vars: varsSchema,
  },
  required: ['cname'],
  make({ cname, vars }, { random }): Action {
    const record = { owner: undefined, type: types.CNAME, rdata: readWireName(cname) }
    const set = spoofed([record], readVars(vars), random)
    return t => spoof(t, set)
  },
})

const spoofRaw = definePart({
  type: 'SpoofRaw',
  summary: 'Answers with records of the type that is asked for, whose data are given as octets.',
  properties: {
    answers: {
      type: 'array',
      items: { type: 'string' },
      minItems: 1,
      description: `The data of each record: ${octetsHint}. Each answer has them in another order.`,
      examples: [['\\192\\000\\002\\001']],
    },
    qtype_for_any: {
      type: 'string',
      description: 'The type of the records in answers to ANY; if empty, ANY goes on to the next rule.',
      default: '',
    },
    vars: varsSchema,
  },
  required: ['answers'],
  make({ answers, qtype_for_any: typeForAny, vars }, { random }): Action {
    const records = answers.map(text => ({ owner: undefined, type: 0, rdata: readOctets(text) }))
    const anyType = typeForAny === '' ? types.ANY : readType(typeForAny)
    const set = spoofed(records, readVars(vars), random)
    return t => {
      const type = t.type === types.ANY ? anyType : t.type
      if (type === types.ANY) return outcomes.next
      for (let i = 0; i < records.length; i++) records[i]!.type = type
      return spoof(t, set)
    }
  },
})

const spoofPacket = definePart({
  type: 'SpoofPacket',
  summary: 'Answers with a whole message, of which only the id becomes that of the query.',
  properties: {
    response: { type: 'string', minLength: 12, description: `The message: ${octetsHint}.` },
    len: {
      type: 'integer',
      minimum: 0,
      maximum: 0xffff,
      description: 'How many octets of it are sent; 0 for all.',
      default: 0,
    },
  },
  required: ['response'],
  make({ response, len }): Action {
    const given = readOctets(response)
    const octets = len === 0 ? given : given.subarray(0, len)
    const packet = readPacket(octets)
    return t => {
      if (octets.length > t.message.length) return outcomes.next
      for (let i = 2; i < octets.length; i++) t.message[i] = octets[i]!
      t.length = octets.length
      t.nameEnd = packet.nameEnd
      t.questionEnd = packet.questionEnd
      t.labels = packet.labels
      t.type = packet.type
      t.class = packet.class
      findOpt(t)
      return outcomes.answer
    }
  },
})

/** What the proxy needs to know of a message; throws `proxy-rule-invalid` if it is none, or has several questions. */
function readPacket(
  octets: Uint8Array,
): Pick<Transaction, 'nameEnd' | 'questionEnd' | 'labels' | 'type' | 'class'> {
  const { questions } = readMessage(octets)
  const [question] = questions
  if (question === undefined || questions.length > 1)
    throw fault('proxy-rule-invalid', `"response" has ${questions.length} questions; it must have one`)
  const nameEnd = headerOctets + nameToWire(question.name).length
  return {
    nameEnd,
    questionEnd: nameEnd + 4,
    labels: labelsOf(question.name).length,
    type: u16(octets, nameEnd),
    class: u16(octets, nameEnd + 2),
  }
}

/** Spoof, SpoofCNAME, SpoofPacket and SpoofRaw. */
export const spoofActions: readonly RulePart<Action>[] = [spoofAddresses, spoofCname, spoofPacket, spoofRaw]
