// Selectors that look at who asks, whom, and how the query came in.
import { fault } from '../../../base/errors.ts'
import { readAddress } from '../../../net/address-words.ts'
import { findNetwork, networkValue } from '../../../net/network-table.ts'
import { transports } from '../../transaction.ts'
import { definePart } from '../define-part.ts'
import { takeTimedIpSet } from '../limits/timed-ip-set.ts'
import type { RulePart, Selector } from '../rule.ts'
import { networkValues, readNetworks } from '../rule-values.ts'

const netmaskGroup = definePart({
  type: 'NetmaskGroup',
  summary: 'Matches queries from networks, or to addresses of the proxy in them.',
  properties: {
    netmask_group_name: {
      type: 'string',
      description: 'A list of the section `netmask_groups`.',
      default: '',
    },
    netmasks: {
      type: 'array',
      description:
        'Networks and single addresses, instead; one that begins with `!` is left out of a larger one.',
      items: { type: 'string', minLength: 2, title: 'a network such as 192.0.2.0/24' },
      default: [],
    },
    source: {
      type: 'boolean',
      description:
        'Whether it is about the address of the client; otherwise it is about the `listen_address` that was asked.',
      default: true,
    },
    quiet: {
      type: 'boolean',
      description: 'Lists of rules say how many networks there are, and do not list them.',
      default: false,
    },
  },
  required: [],
  make({ netmask_group_name: name, netmasks, source }, { binds, names }): Selector {
    const networks = name === '' ? netmasks : names.netmaskGroups.get(name)
    if (!networks) throw fault('proxy-rule-invalid', `no list of networks is called "${name}"`)
    const table = readNetworks(networks)
    if (source) return t => isIn(table, t.client)
    const isAsked = binds.map(({ host }) => {
      const words = new Int32Array(4)
      return readAddress(host, words) && isIn(table, words)
    })
    return t => isAsked[t.bind] === true
  },
})

function isIn(table: Int32Array, address: Int32Array): boolean {
  const place = findNetwork(table, 0, address)
  return place !== 0 && networkValue(table, 0, place) === networkValues.included
}

const timedIpSet = definePart({
  type: 'TimedIPSet',
  summary: 'Matches queries from addresses that were put into a set while the proxy ran, each for a time.',
  properties: {
    set_name: { type: 'string', minLength: 1, description: 'A set of the section `timed_ip_sets`.' },
  },
  required: ['set_name'],
  make({ set_name: name }, { names, memory, clock }): Selector {
    if (!names.timedIpSets.has(name))
      throw fault('proxy-rule-invalid', `no set of addresses is called "${name}"`)
    const set = takeTimedIpSet(memory, name, clock)
    return t => set.has(t.client)
  },
})

const dstPort = definePart({
  type: 'DSTPort',
  summary: 'Matches queries to a port of the proxy.',
  properties: {
    port: { type: 'integer', minimum: 0, maximum: 65535, description: 'The port that was asked.' },
  },
  required: ['port'],
  make({ port }, { binds }): Selector {
    const isAsked = binds.map(bind => bind.port === port)
    return t => isAsked[t.bind] === true
  },
})

const tcp = definePart({
  type: 'TCP',
  summary: 'Matches queries over TCP, with or without TLS; or those over UDP.',
  properties: { tcp: { type: 'boolean', description: 'True for TCP, false for UDP.' } },
  required: ['tcp'],
  make: ({ tcp }): Selector =>
    tcp ? t => t.transport !== transports.udp : t => t.transport === transports.udp,
})

const incomingProtocol = definePart({
  type: 'IncomingProtocol',
  summary: 'Matches queries that came in one way.',
  properties: {
    protocol: { type: 'string', enum: ['DoUDP', 'DoTCP', 'DoT', 'DoH'], description: 'How they came in.' },
  },
  required: ['protocol'],
  make({ protocol }): Selector {
    const transport = {
      DoUDP: transports.udp,
      DoTCP: transports.tcp,
      DoT: transports.dot,
      DoH: transports.doh,
    }[protocol]
    return t => t.transport === transport
  },
})

const sni = definePart({
  type: 'SNI',
  summary: 'Matches queries over TLS by the server name that the client gave.',
  properties: { server_name: { type: 'string', minLength: 1, description: 'The name, in any letter case.' } },
  required: ['server_name'],
  make({ server_name: text }): Selector {
    const name = text.toLowerCase()
    return ({ sni }) => sni !== undefined && sni.toLowerCase() === name
  },
})

/** NetmaskGroup, TimedIPSet, DSTPort, TCP, IncomingProtocol and SNI. */
export const clientSelectors: readonly RulePart<Selector>[] = [
  netmaskGroup,
  timedIpSet,
  dstPort,
  tcp,
  incomingProtocol,
  sni,
]
