// Where NSD, Knot and BIND agree on the answer to a query, dnsctl agrees too.
import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Name, nameKey } from '../../src/dns/name.ts'
import { typeOf } from '../../src/dns/rr/table.ts'
import { decodeMessage, type Message } from '../../src/dns/wire/message.ts'
import { askTcp, askUdp } from './ask.ts'
import { peers, type Server, startDnsctl, startPeer, type ZoneFile } from './peers.ts'
import { makeQueries, oddQueries, type Query } from './queries.ts'
import { zoneFiles } from './zone-files.ts'

const queriesPerZone = 500
const seed = 20260101

const servers: Server[] = []
let dnsctl: Server

beforeAll(async () => {
  // Kept one by one, so that those that run are stopped where another does not start.
  await Promise.all(peers.map(async peer => servers.push(await startPeer(peer, zoneFiles))))
  dnsctl = await startDnsctl(zoneFiles)
})

afterAll(async () => {
  await Promise.all([...servers, dnsctl].map(server => server?.stop()))
})

/** A zone's records as BIND's own tool reads them. */
function recordsOf({ zone, file }: ZoneFile): { owner: Name; type: string }[] {
  const text = execFileSync('named-compilezone', ['-k', 'ignore', '-q', '-o', '-', zone, file], {
    encoding: 'utf8',
  })
  return text
    .split('\n')
    .filter(line => /^[^\s;]/.test(line))
    .map(line => {
      const [owner, , , type] = line.split(/\s+/)
      return { owner: owner as Name, type: type! }
    })
}

type Records = Message['answers']

const recordText = ({ owner, type, ttl, rdata }: Records[number]): string =>
  `${nameKey(owner)} ${ttl} ${type} ${typeOf(type).canonical(rdata)}`

const sectionText = (records: Records): string => records.map(recordText).sort().join('\n')

/** What has to be the same: a truncated answer's sections say nothing, and NS beside an answer are a courtesy. */
function gist(packet: Buffer): string {
  if (packet.length === 0) return 'silence'
  const message = decodeMessage(packet)
  const head = `${message.rcode}${message.flags.has('aa') ? ' aa' : ''}${message.flags.has('tc') ? ' tc' : ''}`
  if (message.flags.has('tc')) return head
  const isNegativeOrReferral =
    message.answers.length === 0 || message.authorities.some(({ type }) => type === 'SOA')
  const authority = isNegativeOrReferral ? sectionText(message.authorities) : ''
  return [head, 'answer:', sectionText(message.answers), 'authority:', authority].join('\n')
}

/** The same with the additional section: glue of referrals, addresses of targets. */
const gistWithAddresses = (packet: Buffer): string =>
  packet.length === 0
    ? gist(packet)
    : `${gist(packet)}\nadditional:\n${sectionText(decodeMessage(packet).additionals)}`

interface Tally {
  asked: number
  agreed: number
  /** Queries on which the three agree in the additional section too. */
  agreedOnAddresses: number
  divergences: string[]
}

function compare(queries: readonly Query[], theirs: readonly Buffer[][], ours: readonly Buffer[]): Tally {
  const tally: Tally = { asked: queries.length, agreed: 0, agreedOnAddresses: 0, divergences: [] }
  for (const [i, query] of queries.entries()) {
    const agreed = (view: (packet: Buffer) => string): string | undefined => {
      const views = new Set(theirs.map(answers => view(answers[i]!)))
      return views.size === 1 ? [...views][0] : undefined
    }
    const [plain, full] = [agreed(gist), agreed(gistWithAddresses)]
    if (plain === undefined) continue
    tally.agreed++
    if (full !== undefined) tally.agreedOnAddresses++
    const [peers, our] = full === undefined ? [plain, gist(ours[i]!)] : [full, gistWithAddresses(ours[i]!)]
    if (our !== peers)
      tally.divergences.push(
        `${query.name} ${query.type} (${query.form})\n--- peers\n${peers}\n+++ dnsctl\n${our}`,
      )
  }
  return tally
}

type Ask = (port: number, packets: readonly Buffer[]) => Promise<Buffer[]>

async function compareAll(queries: readonly Query[], ask: Ask): Promise<Tally> {
  const packets = queries.map(({ packet }) => packet)
  const theirs: Buffer[][] = []
  for (const { port } of servers) theirs.push(await ask(port, packets))
  return compare(queries, theirs, await ask(dnsctl.port, packets))
}

test.for(zoneFiles)('$zone', async zoneFile => {
  const queries = makeQueries(zoneFile.zone, recordsOf(zoneFile), queriesPerZone, seed)
  const { asked, agreed, agreedOnAddresses, divergences } = await compareAll(queries, askUdp)
  console.log(
    `${zoneFile.zone}: ${asked} asked, the three agree on ${agreed} (${agreedOnAddresses} with additional data), dnsctl differs on ${divergences.length}`,
  )
  expect(divergences.slice(0, 5).join('\n\n')).toBe('')
  expect(agreed).toBeGreaterThan(asked * 0.9)
})

test('large answers over TCP', async () => {
  const zoneFile = zoneFiles.find(({ zone }) => zone === 'big.example')!
  const queries = makeQueries(zoneFile.zone, recordsOf(zoneFile), 200, seed)
  const { asked, agreed, divergences } = await compareAll(queries, askTcp)
  console.log(
    `over TCP: ${asked} asked, the three agree on ${agreed}, dnsctl differs on ${divergences.length}`,
  )
  expect(divergences.slice(0, 5).join('\n\n')).toBe('')
  expect(agreed).toBeGreaterThan(asked * 0.9)
})

test('queries that are odd', async () => {
  const { asked, agreed, divergences } = await compareAll(oddQueries('basic.example'), (port, packets) =>
    askUdp(port, packets, { maySilent: true }),
  )
  console.log(
    `odd queries: ${asked} asked, the three agree on ${agreed}, dnsctl differs on ${divergences.length}`,
  )
  expect(divergences.join('\n\n')).toBe('')
  expect(agreed).toBeGreaterThan(asked * 0.5)
})
