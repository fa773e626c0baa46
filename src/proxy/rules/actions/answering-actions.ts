// Actions that answer the query without records of its name: with an rcode, truncated, over HTTP, or that there are none.
import { fault } from '../../../base/errors.ts'
import { answerWith, beginAnswer, finishAnswer, putRecord } from '../../message/answer-with.ts'
import { flagBits, headerAt, rcodes, setU16, setU32, types, u16 } from '../../message/layout.ts'
import { transports } from '../../transaction.ts'
import { definePart } from '../define-part.ts'
import { type Action, outcomes, type RulePart } from '../rule.ts'
import { extendedRcodeSchema, rcodeSchema, readRcode } from '../rule-values.ts'
import { readVars, setFlags, ttlSchema, varsSchema } from './response-config.ts'
import { readWireName } from './rule-octets.ts'

const rcode = definePart({
  type: 'RCode',
  summary: 'Answers with an rcode and no records.',
  properties: { rcode: { ...rcodeSchema, description: 'The rcode.' }, vars: varsSchema },
  required: ['rcode'],
  make: ({ rcode, vars }): Action => withRcode(readRcode(rcode, 15), vars),
})

const extendedRcode = definePart({
  type: 'ERCode',
  summary: 'Answers with an rcode that EDNS extends. A client without EDNS gets SERVFAIL for those above 15.',
  properties: { rcode: { ...extendedRcodeSchema, description: 'The rcode.' }, vars: varsSchema },
  required: ['rcode'],
  // The same number as BADVERS, where TSIG has it (RFC 8945 §3).
  make: ({ rcode, vars }): Action =>
    withRcode(String(rcode).toUpperCase() === 'BADSIG' ? 16 : readRcode(rcode, 4095), vars),
})

function withRcode(rcode: number, vars: Parameters<typeof readVars>[0]): Action {
  const config = readVars(vars)
  return t => {
    answerWith(t, rcode)
    setFlags(t, config)
    return outcomes.answer
  }
}

const truncate = definePart({
  type: 'TC',
  summary: 'Answers over UDP that the client is to ask over TCP; other queries go on to the next rule.',
  properties: {},
  required: [],
  make: (): Action => t => {
    if (t.transport !== transports.udp) return outcomes.next
    answerWith(t, rcodes.NOERROR)
    setU16(t.message, headerAt.flags, u16(t.message, headerAt.flags) | flagBits.tc)
    return outcomes.answer
  },
})

const httpStatus = definePart({
  type: 'HTTPStatus',
  summary: 'Answers a query over HTTP with a status and a body; other queries go on to the next rule.',
  properties: {
    status: { type: 'integer', minimum: 200, maximum: 599, description: 'The status.' },
    body: { type: 'string', description: 'The body; of a redirection (3xx) the URL.' },
    content_type: {
      type: 'string',
      description: 'The content type of a body with status 200.',
      default: 'application/dns-message',
    },
    vars: { ...varsSchema, description: 'Without effect; dnsdist’s configurations may have it.' },
  },
  required: ['status', 'body'],
  make({ status, body, content_type: contentType }): Action {
    if (status >= 300 && status < 400) checkHeader('body', body)
    checkHeader('content_type', contentType)
    const httpAnswer = { status, body: Buffer.from(body), contentType }
    return t => {
      if (t.http === undefined) return outcomes.next
      t.decided.httpAnswer = httpAnswer
      answerWith(t, rcodes.NOERROR)
      return outcomes.answer
    }
  },
})

/** What becomes a header must not end it. */
function checkHeader(setting: string, value: string): void {
  if (!/^[!-~](?:[ -~]*[!-~])?$/.test(value))
    throw fault('proxy-rule-invalid', `${setting} "${value}" cannot stand in a header of HTTP`)
}

const number = (description: string) =>
  ({ type: 'integer', minimum: 0, maximum: 0xffff_ffff, description }) as const

const soaParameters = {
  type: 'object',
  description: 'The numbers of the SOA record.',
  properties: {
    serial: number('Its serial.'),
    refresh: number('Seconds between two refreshes.'),
    retry: number('Seconds between two attempts to refresh.'),
    expire: number('Seconds for which a secondary goes on without one.'),
    minimum: number('Seconds for which resolvers may keep that there is nothing (RFC 2308 §4).'),
  },
  required: ['serial', 'refresh', 'retry', 'expire', 'minimum'],
  additionalProperties: false,
} as const

const negativeAndSoa = definePart({
  type: 'NegativeAndSOA',
  summary: 'Answers that the name, or data of this type, does not exist, with an SOA record.',
  properties: {
    nxd: { type: 'boolean', description: 'Whether the name itself does not exist (NXDOMAIN).' },
    zone: { type: 'string', minLength: 1, description: 'The owner of the SOA record.' },
    ttl: { ...ttlSchema, description: 'Seconds that the SOA record is valid.' },
    mname: { type: 'string', minLength: 1, description: 'The primary server in the SOA record.' },
    rname: { type: 'string', minLength: 1, description: 'The mailbox in the SOA record, as a name.' },
    soa_parameters: soaParameters,
    soa_in_authority: {
      type: 'boolean',
      description:
        'Whether the SOA record stands in the authority section, where resolvers look for how long to keep the answer; else in the additional one, as answers by response policies have it.',
      default: false,
    },
    vars: varsSchema,
  },
  required: ['nxd', 'zone', 'ttl', 'mname', 'rname', 'soa_parameters'],
  make({ nxd, zone, ttl, mname, rname, soa_parameters: soa, soa_in_authority: isAuthority, vars }): Action {
    const numbers = new Uint8Array(20)
    for (const [i, value] of [soa.serial, soa.refresh, soa.retry, soa.expire, soa.minimum].entries())
      setU32(numbers, 4 * i, value)
    const record = {
      owner: readWireName(zone),
      type: types.SOA,
      rdata: Uint8Array.of(...readWireName(mname), ...readWireName(rname), ...numbers),
    }
    const config = readVars(vars)
    const rcode = nxd ? rcodes.NXDOMAIN : rcodes.NOERROR
    const section = isAuthority ? headerAt.authorities : headerAt.additionals
    return t => {
      beginAnswer(t, rcode)
      setFlags(t, config)
      putRecord(t, section, record, ttl)
      finishAnswer(t, rcode)
      return outcomes.answer
    }
  },
})

/** ERCode, HTTPStatus, NegativeAndSOA, RCode and TC. */
export const answeringActions: readonly RulePart<Action>[] = [
  extendedRcode,
  httpStatus,
  negativeAndSoa,
  rcode,
  truncate,
]
