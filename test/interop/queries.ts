// Generates queries about a zone: its names, names around them, in any letter case, of many types and forms.
import { labelsOf, type Name, nameToWire, parentOf, parseName } from '../../src/dns/name.ts'
import { typeOf } from '../../src/dns/rr/table.ts'
import { seededRandom } from '../seeded-random.ts'

export interface Query {
  readonly name: Name
  readonly type: string
  /** What else is special about it, for messages. */
  readonly form: string
  /** The packet, with an id of 0. */
  readonly packet: Buffer
}

const commonTypes = [
  'A',
  'AAAA',
  'NS',
  'MX',
  'TXT',
  'CNAME',
  'SOA',
  'DS',
  'SRV',
  'PTR',
  'DNAME',
  'HTTPS',
  'SVCB',
  'CAA',
  'NSEC',
  'TYPE65280',
]

/** Makes `count` queries about a zone whose owners and their types are known. */
export function makeQueries(
  zone: string,
  records: readonly { readonly owner: Name; readonly type: string }[],
  count: number,
  seed: number,
): Query[] {
  const random = seededRandom(seed)
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!
  const apex = parseName(`${zone}.`)

  const nearby = (owner: Name): Name | undefined => {
    const below = (prefix: string): Name | undefined => tryName(`${prefix}.${owner}`)
    switch (Math.floor(random() * 12)) {
      case 0:
        return below('x')
      case 1:
        return below('x.y')
      case 2:
        return below('*')
      case 3:
        return parentOf(owner)
      case 4:
        return parentOf(parentOf(owner))
      case 5:
        return tryName(['nope', ...labelsOf(owner).slice(1)].join('.').concat('.'))
      case 6:
        return below(`${pick(['a', 'www', 'mail', 'ns', 'sub', '_sip._udp'])}`)
      default:
        return owner
    }
  }
  const shuffleCase = (name: Name): Name =>
    random() < 0.7
      ? name
      : (name.replace(/[a-z]/gi, c => (random() < 0.5 ? c.toUpperCase() : c.toLowerCase())) as Name)

  const queries: Query[] = []
  while (queries.length < count) {
    const record = pick(records)
    const name = nearby(random() < 0.05 ? apex : record.owner)
    if (!name) continue
    const type = random() < 0.4 ? record.type : pick(commonTypes)
    queries.push(makeQuery(shuffleCase(name), type, random))
  }
  return queries
}

function tryName(text: string): Name | undefined {
  try {
    return parseName(text)
  } catch {
    return undefined
  }
}

function makeQuery(name: Name, type: string, random: () => number): Query {
  const isRecursive = random() < 0.3
  const payload = random() < 0.7 ? [512, 600, 1232, 4096][Math.floor(random() * 4)]! : 0
  const wantsDnssec = payload > 0 && random() < 0.2
  const { code } = typeOf(type)
  const question = Buffer.concat([nameToWire(name), Buffer.from([code >> 8, code & 255, 0, 1])])
  const header = Buffer.from([0, 0, isRecursive ? 1 : 0, 0, 0, 1, 0, 0, 0, 0, 0, payload > 0 ? 1 : 0])
  const opt = Buffer.from([0, 0, 41, payload >> 8, payload & 255, 0, 0, wantsDnssec ? 0x80 : 0, 0, 0, 0])
  const form = `${isRecursive ? '+rd ' : ''}${payload ? `edns ${payload}` : 'no edns'}${wantsDnssec ? ' +do' : ''}`
  return { name, type, form, packet: Buffer.concat([header, question, payload > 0 ? opt : Buffer.alloc(0)]) }
}

/** Queries that few clients send: other opcodes and classes, EDNS in every shape, counts that do not fit. */
export function oddQueries(zone: string): Query[] {
  const name = parseName(`${zone}.`)
  const question = (type = 1, dnsClass = 1): number[] => [
    ...nameToWire(name),
    type >> 8,
    type & 255,
    dnsClass >> 8,
    dnsClass & 255,
  ]
  const opt = ({ version = 0, flags = 0, payload = 1232, options = [] as number[] } = {}): number[] => [
    0,
    0,
    41,
    payload >> 8,
    payload & 255,
    0,
    version,
    flags >> 8,
    flags & 255,
    options.length >> 8,
    options.length & 255,
    ...options,
  ]
  const query = (form: string, { flags = 0, counts = [1, 0, 0, 0], body = question() }): Query => {
    const header = [0, 0, flags >> 8, flags & 255, ...counts.flatMap(count => [count >> 8, count & 255])]
    return { name, type: 'A', form, packet: Buffer.from([...header, ...body]) }
  }
  const withOpt = [1, 0, 0, 1]
  return [
    ...[1, 2, 3, 6, 15].map(opcode => query(`opcode ${opcode}`, { flags: opcode << 11 })),
    ...[3, 4, 254, 255, 77].map(dnsClass => query(`class ${dnsClass}`, { body: question(1, dnsClass) })),
    ...[1, 15, 255].map(version =>
      query(`edns version ${version}`, { counts: withOpt, body: [...question(), ...opt({ version })] }),
    ),
    ...[0, 1, 100, 512, 65535].map(payload =>
      query(`edns payload ${payload}`, { counts: withOpt, body: [...question(), ...opt({ payload })] }),
    ),
    query('edns flags that mean nothing', {
      counts: withOpt,
      body: [...question(), ...opt({ flags: 0x7fff })],
    }),
    query('an edns option that means nothing', {
      counts: withOpt,
      body: [...question(), ...opt({ options: [0xff, 0xf0, 0, 2, 1, 2] })],
    }),
    query('an edns option without end', {
      counts: withOpt,
      body: [...question(), ...opt({ options: [0xff, 0xf0, 0, 9, 1, 2] })],
    }),
    query('two OPT records', { counts: [1, 0, 0, 2], body: [...question(), ...opt(), ...opt()] }),
    query('an OPT record that is not there', { counts: withOpt }),
    query('no question', { counts: [0, 0, 0, 0], body: [] }),
    query('two questions', { counts: [2, 0, 0, 0], body: [...question(), ...question(28)] }),
    query('a question that ends early', { body: question().slice(0, -1) }),
    query('a name that points at itself', { body: [0xc0, 12, 0, 1, 0, 1] }),
    query('a label of an unknown kind', { body: [0x41, 0, 0, 1, 0, 1] }),
    query('AD', { flags: 0x0020 }),
    query('CD', { flags: 0x0010 }),
    query('AA, TC and RA in a query', { flags: 0x0680 }),
    query('Z', { flags: 0x0040 }),
    query('type 0', { body: question(0) }),
    query('type OPT', { body: question(41) }),
    query('type MAILB', { body: question(253) }),
    query('type IXFR without SOA', { body: question(251) }),
  ]
}
