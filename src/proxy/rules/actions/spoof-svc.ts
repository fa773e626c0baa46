// The action that answers with service bindings (RFC 9460), and the addresses that go along.
import { fault } from '../../../base/errors.ts'
import type { SchemaValue } from '../../../config/schema-value.ts'
import { types } from '../../message/layout.ts'
import { definePart } from '../define-part.ts'
import { type Action, outcomes } from '../rule.ts'
import { readVars, varsSchema } from './response-config.ts'
import { octetsHint, readIp, readOctets, readWireName } from './rule-octets.ts'
import { spoof, spoofed } from './spoof.ts'

/** Numbers of parameters (RFC 9460 §14.3.2). */
const keys = { mandatory: 0, alpn: 1, noDefaultAlpn: 2, port: 3, ipv4hint: 4, ipv6hint: 6 } as const

const u16 = (description: string) => ({ type: 'integer', minimum: 0, maximum: 0xffff, description }) as const

const texts = (description: string) =>
  ({ type: 'array', items: { type: 'string', minLength: 1 }, description, default: [] }) as const

const bindingSchema = {
  type: 'object',
  properties: {
    priority: u16('Which is tried first: the lowest; 0 makes the name an alias of the target.'),
    target: { type: 'string', description: 'The host; empty or a dot for the name itself.', default: '.' },
    alpns: texts('Protocols, such as dot or h2.'),
    no_default_alpn: { type: 'boolean', description: 'Whether only those are offered.', default: false },
    port: { ...u16('The port; 0 for that of the protocol.'), default: 0 },
    ipv4_hints: texts('IPv4 addresses of the host.'),
    ipv6_hints: texts('IPv6 addresses of the host.'),
    mandatory_params: {
      type: 'array',
      items: u16('A number of a parameter.'),
      description: 'Numbers of the parameters without which a client must not use the record.',
      default: [],
    },
    additional_params: {
      type: 'array',
      description: 'Other parameters.',
      items: {
        type: 'object',
        properties: {
          key: u16('The number of the parameter.'),
          value: { type: 'string', description: `Its value: ${octetsHint}.` },
        },
        required: ['key', 'value'],
        additionalProperties: false,
      },
      default: [],
    },
  },
  required: ['priority'],
  additionalProperties: false,
} as const

type Binding = Partial<SchemaValue<typeof bindingSchema>> & { readonly priority: number }

/** SpoofSVC. */
export const spoofSvc = definePart({
  type: 'SpoofSVC',
  summary:
    'Answers queries for SVCB and HTTPS with service bindings; addresses in them go along as A and AAAA records. Other queries go on to the next rule.',
  properties: {
    parameters: {
      type: 'array',
      items: bindingSchema,
      minItems: 1,
      description: 'The service bindings, with different priorities.',
    },
    vars: varsSchema,
  },
  required: ['parameters'],
  make({ parameters, vars }, { random }): Action {
    // The defaults of what is inside a list are not filled in, so they may be absent whatever the schema says.
    const bindings: readonly Binding[] = parameters
    const records = bindings.map(each => ({ owner: undefined, type: 0, rdata: bindingRdata(each) }))
    const set = spoofed(records, readVars(vars), random, bindings.flatMap(hintRecords))
    return t => {
      if (t.type !== types.SVCB && t.type !== types.HTTPS) return outcomes.next
      for (let i = 0; i < records.length; i++) records[i]!.type = t.type
      return spoof(t, set)
    }
  },
})

/** The addresses of a binding as records of its target, or of the question's name. */
function hintRecords({ target = '.', ipv4_hints: v4 = [], ipv6_hints: v6 = [] }: Binding) {
  const name = readWireName(target)
  const owner = name.length === 1 ? undefined : name
  return [
    ...v4.map(ip => ({ owner, type: types.A, rdata: readIp(ip) })),
    ...v6.map(ip => ({ owner, type: types.AAAA, rdata: readIp(ip) })),
  ]
}

/** Priority, target, and parameters in the order of their numbers (RFC 9460 §2.2). */
function bindingRdata(binding: Binding): Uint8Array {
  const { priority, target = '.' } = binding
  const params = paramsOf(binding).sort(([a], [b]) => a - b)
  checkParams(binding, params)
  return Uint8Array.from([
    ...two(priority),
    ...readWireName(target),
    ...params.flatMap(([key, value]) => [...two(key), ...two(value.length), ...value]),
  ])
}

type Param = readonly [key: number, value: readonly number[]]

const two = (value: number): readonly number[] => [value >> 8, value & 0xff]

function paramsOf(binding: Binding): Param[] {
  const { alpns = [], ipv4_hints: v4 = [], ipv6_hints: v6 = [], mandatory_params: mandatory = [] } = binding
  const { port = 0, no_default_alpn: isAlone = false, additional_params: others = [] } = binding
  const lists: Param[] = [
    [keys.mandatory, [...mandatory].sort((a, b) => a - b).flatMap(two)],
    [keys.alpn, alpns.flatMap(alpn => [Buffer.byteLength(alpn), ...Buffer.from(alpn)])],
    [keys.port, port === 0 ? [] : two(port)],
    [keys.ipv4hint, v4.flatMap(ip => addressOf(ip, 4))],
    [keys.ipv6hint, v6.flatMap(ip => addressOf(ip, 16))],
  ]
  return [
    ...lists.filter(([, value]) => value.length > 0),
    ...(isAlone ? [[keys.noDefaultAlpn, []] as const] : []),
    ...others.map(({ key, value }): Param => [key, [...readOctets(value)]]),
  ]
}

function addressOf(ip: string, length: number): readonly number[] {
  const octets = readIp(ip)
  if (octets.length !== length)
    throw fault('proxy-rule-invalid', `"${ip}" is not an ${length === 4 ? 'IPv4' : 'IPv6'} address`)
  return [...octets]
}

function checkParams(
  { mandatory_params: mandatory = [], alpns = [] }: Binding,
  params: readonly Param[],
): void {
  const numbers = params.map(([key]) => key)
  const twice = numbers.find((key, i) => key === numbers[i + 1])
  if (twice !== undefined) throw fault('proxy-rule-invalid', `service parameter ${twice} is there twice`)
  const missing = mandatory.find(key => key === keys.mandatory || !numbers.includes(key))
  if (missing !== undefined)
    throw fault(
      'proxy-rule-invalid',
      `service parameter ${missing} is mandatory, but not there (RFC 9460 §8)`,
    )
  if (numbers.includes(keys.noDefaultAlpn) && alpns.length === 0)
    throw fault('proxy-rule-invalid', 'no_default_alpn needs alpns beside it (RFC 9460 §7.1.1)')
  const long = alpns.find(alpn => Buffer.byteLength(alpn) > 255)
  if (long !== undefined) throw fault('proxy-rule-invalid', `protocol "${long}" is longer than 255 octets`)
}
