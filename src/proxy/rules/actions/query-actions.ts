// Actions that change the query before it is forwarded, or decide how it is.
import { fault } from '../../../base/errors.ts'
import { readAddress } from '../../../net/address-words.ts'
import { createNeighbours, knowsNeighbours, readNeighbours } from '../../../net/neighbours.ts'
import { putOption } from '../../message/edns.ts'
import { flagBits, headerAt } from '../../message/layout.ts'
import { needOpt } from '../../message/need-opt.ts'
import { definePart } from '../define-part.ts'
import { type Action, outcomes, type RulePart } from '../rule.ts'
import { ttlSchema } from './response-config.ts'
import { octetsHint, readOctets } from './rule-octets.ts'

const none = definePart({
  type: 'None',
  summary: 'Does nothing but count its matches; the next rules are looked at.',
  properties: {},
  required: [],
  make: (): Action => () => outcomes.next,
})

const setNoRecurse = definePart({
  type: 'SetNoRecurse',
  summary: 'Clears RD in the query; the answer has it as the client sent it.',
  properties: {},
  required: [],
  make:
    (): Action =>
    ({ message, decided }) => {
      message[headerAt.flags]! &= ~(flagBits.rd >> 8)
      decided.restoreFlags = true
      return outcomes.next
    },
})

const setDisableValidation = definePart({
  type: 'SetDisableValidation',
  summary: 'Sets CD in the query, so that servers do not validate; the answer has it as the client sent it.',
  properties: {},
  required: [],
  make:
    (): Action =>
    ({ message, decided }) => {
      message[headerAt.rcode]! |= flagBits.cd
      decided.restoreFlags = true
      return outcomes.next
    },
})

const setDisableEcs = definePart({
  type: 'SetDisableECS',
  summary: 'Sends no client subnet of the proxy’s with the query; one of the client’s own stays.',
  properties: {},
  required: [],
  make:
    (): Action =>
    ({ decided }) => {
      decided.useEcs = false
      return outcomes.next
    },
})

const network = (description: string) =>
  ({ type: 'string', description, examples: ['192.0.2.0/24', '2001:db8::/32'] }) as const

const setEcs = definePart({
  type: 'SetECS',
  summary: 'Sends a client subnet with the query that does not depend on the client’s address.',
  properties: {
    ipv4: { ...network('The network for clients with IPv4, or for all if `ipv6` is empty.'), minLength: 1 },
    ipv6: { ...network('The network for clients with IPv6.'), default: '' },
  },
  required: ['ipv4'],
  make({ ipv4, ipv6 }): Action {
    const forV4 = readNetwork(ipv4)
    const forV6 = ipv6 === '' ? forV4 : readNetwork(ipv6)
    return ({ decided }) => {
      // A rule that has decided to send none goes before this one.
      if (decided.useEcs === undefined) decided.useEcs = true
      for (let i = 0; i < 4; i++) {
        decided.ecsV4[i] = forV4.words[i]!
        decided.ecsV6[i] = forV6.words[i]!
      }
      decided.ecsV4Prefix = forV4.prefix
      decided.ecsV6Prefix = forV6.prefix
      return outcomes.next
    }
  },
})

function readNetwork(text: string): { readonly words: Int32Array; readonly prefix: number } {
  const [, address = '', length] = /^([^/%]+)(?:\/(\d{1,3}))?$/.exec(text) ?? []
  const words = new Int32Array(4)
  const bits = address.includes(':') ? 128 : 32
  const prefix = length === undefined ? bits : Number(length)
  if (!readAddress(address, words) || prefix > bits)
    throw fault('proxy-rule-invalid', `"${text}" is not a network such as 192.0.2.0/24`)
  return { words, prefix }
}

const setEcsOverride = definePart({
  type: 'SetECSOverride',
  summary: 'Decides whether a client subnet that the client sent is replaced.',
  properties: {
    override_existing: { type: 'boolean', description: 'Whether the proxy’s takes its place.' },
  },
  required: ['override_existing'],
  make:
    ({ override_existing: overrides }): Action =>
    ({ decided }) => {
      decided.ecsOverride = overrides
      return outcomes.next
    },
})

const setEcsPrefixLength = definePart({
  type: 'SetECSPrefixLength',
  summary: 'Decides how much of the client’s address a client subnet tells.',
  properties: {
    ipv4: { type: 'integer', minimum: 0, maximum: 32, description: 'Bits of IPv4 addresses.' },
    ipv6: { type: 'integer', minimum: 0, maximum: 128, description: 'Bits of IPv6 addresses.' },
  },
  required: ['ipv4', 'ipv6'],
  make:
    ({ ipv4, ipv6 }): Action =>
    ({ decided }) => {
      decided.ecsPrefixV4 = ipv4
      decided.ecsPrefixV6 = ipv6
      return outcomes.next
    },
})

const setEdnsOption = definePart({
  type: 'SetEDNSOption',
  summary: 'Puts an EDNS option into the query, in the place of those with its number.',
  properties: {
    code: { type: 'integer', minimum: 0, maximum: 0xffff, description: 'The number of the option.' },
    data: { type: 'string', description: `Its data: ${octetsHint}.` },
  },
  required: ['code', 'data'],
  make({ code, data }): Action {
    const octets = readOctets(data)
    return t => {
      if (needOpt(t)) putOption(t, code, octets)
      return outcomes.next
    }
  },
})

const setMacAddr = definePart({
  type: 'SetMacAddr',
  summary:
    'Puts the hardware address of the client into the query as an EDNS option: of clients with IPv4 in the same network, on Linux. Others go on without.',
  properties: {
    code: { type: 'integer', minimum: 0, maximum: 0xffff, description: 'The number of the option.' },
  },
  required: ['code'],
  make({ code }, { clock }): Action {
    if (!knowsNeighbours())
      throw fault('proxy-rule-invalid', 'SetMacAddr needs /proc/net/arp, which this system does not have')
    const neighbours = createNeighbours(readNeighbours, clock)
    return t => {
      const octets = neighbours.hardwareAddress(t.client)
      if (octets !== undefined && needOpt(t)) putOption(t, code, octets)
      return outcomes.next
    }
  },
})

const setTempFailureCacheTtl = definePart({
  type: 'SetTempFailureCacheTTL',
  summary: 'Decides how long SERVFAIL and REFUSED in answer to the query are kept in the packet cache.',
  properties: { ttl: { ...ttlSchema, description: 'Seconds.' } },
  required: ['ttl'],
  make:
    ({ ttl }): Action =>
    ({ decided }) => {
      decided.temporaryFailureTtl = ttl
      return outcomes.next
    },
})

/** None, and those that set something. */
export const queryActions: readonly RulePart<Action>[] = [
  none,
  setDisableEcs,
  setDisableValidation,
  setEcs,
  setEcsOverride,
  setEcsPrefixLength,
  setEdnsOption,
  setMacAddr,
  setNoRecurse,
  setTempFailureCacheTtl,
]
