// TestDNSAnswer: what this server answers over DNS, asked of itself.
import { isIP } from 'node:net'
import { DnsctlError } from '../../../base/errors.ts'
import { isAtOrBelow, type Name } from '../../../dns/name.ts'
import type { RRTypeName } from '../../../dns/rr/define-type.ts'
import { nameFromApi, nameToApi } from '../../../route53/names.ts'
import { valueToApi } from '../../../route53/values.ts'
import { askDns, type ClientSubnet } from '../ask-dns.ts'
import type { ApiContext } from '../context.ts'
import { ApiError } from '../errors.ts'
import { defineOperation } from '../form/operation.ts'
import { list, text } from '../form/shapes.ts'
import { query, required, struct } from '../form/struct.ts'
import { type HostedZone, hostedZone } from '../state/hosted-zones.ts'
import { zoneId } from './common-shapes.ts'
import { dnsName, recordType } from './record-set-shapes.ts'

const address = text({ max: 45 })

export const testDnsAnswer = defineOperation({
  name: 'TestDNSAnswer',
  method: 'GET',
  path: '/2013-04-01/testdnsanswer',
  input: struct({
    HostedZoneId: required(query('hostedzoneid', zoneId)),
    RecordName: required(query('recordname', dnsName)),
    RecordType: required(query('recordtype', recordType)),
    ResolverIP: query('resolverip', address),
    EDNS0ClientSubnetIP: query('edns0clientsubnetip', address),
    EDNS0ClientSubnetMask: query('edns0clientsubnetmask', text({ max: 3 })),
  }),
  output: struct({
    Nameserver: required(text()),
    RecordName: required(text()),
    RecordType: required(text()),
    RecordData: required(list('RecordDataEntry', text())),
    ResponseCode: required(text()),
    Protocol: required(text()),
  }),
  async run(context, { HostedZoneId, RecordName, RecordType: type, ...from }) {
    const zone = hostedZone(context.store, HostedZoneId)
    const name = nameIn(zone, RecordName)
    const subnet = subnetOf(from.EDNS0ClientSubnetIP ?? from.ResolverIP, from.EDNS0ClientSubnetMask)
    const { values, rcode } = await answerOf(context, zone, { name, type, ...(subnet && { subnet }) })
    return {
      Nameserver: (zone.nameServers[0] ?? '').replace(/\.$/, ''),
      RecordName: nameToApi(name),
      RecordType: type,
      RecordData: values,
      ResponseCode: rcode,
      Protocol: 'UDP',
    }
  },
})

function nameIn({ head }: HostedZone, text: string): Name {
  const invalid = new ApiError('InvalidInput', `The record name ${text} is not within the hosted zone`)
  try {
    const name = nameFromApi(text)
    if (!isAtOrBelow(name, head.origin)) throw invalid
    return name
  } catch (error) {
    throw error instanceof DnsctlError ? invalid : error
  }
}

/** The network that AWS takes where only an address is given. */
const usualPrefix = { 4: 24, 6: 64 } as const

function subnetOf(address: string | undefined, mask: string | undefined): ClientSubnet | undefined {
  if (address === undefined) return undefined
  const family = isIP(address)
  const prefix = mask === undefined ? usualPrefix[family as 4 | 6] : Number(mask)
  const isSound = (family === 4 || family === 6) && Number.isInteger(prefix)
  if (!isSound || prefix < 0 || prefix > (family === 4 ? 32 : 128))
    throw new ApiError(
      'InvalidInput',
      `Invalid client subnet ${address}${mask === undefined ? '' : `/${mask}`}`,
    )
  return { address, sourcePrefix: prefix }
}

interface TestQuestion {
  readonly name: Name
  readonly type: RRTypeName
  readonly subnet?: ClientSubnet
}

/** Asks over DNS; a zone that is not served, as an older one has its name, tells what it holds. */
async function answerOf({ store, dns }: ApiContext, { key, head }: HostedZone, question: TestQuestion) {
  const { name, type } = question
  if (!dns || store.zonesNamed(head.origin)[0]?.id !== head.id) {
    const rrset = store.rrset(key, name, type)
    const [set] = rrset?.policy?.sets ?? []
    const rdatas = rrset ? (set?.rdatas ?? rrset.rdatas) : []
    return { values: rdatas.map(rdata => valueToApi(type, rdata)), rcode: rrset ? 'NOERROR' : 'NXDOMAIN' }
  }
  try {
    const { message } = await askDns(dns, question)
    const values = message.answers.filter(answer => answer.type === type).map(({ rdata }) => rdata)
    return { values: values.map(rdata => valueToApi(type, rdata)), rcode: message.rcode }
  } catch (error) {
    if (!(error instanceof DnsctlError)) throw error
    return { values: [], rcode: 'SERVFAIL' }
  }
}
