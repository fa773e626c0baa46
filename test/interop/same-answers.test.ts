// Where NSD, Knot and BIND agree on the answer to a query, dnsctl agrees too.
import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Name, nameKey } from '../../src/dns/name.ts'
import { typeOf } from '../../src/dns/rr/table.ts'
import { decodeMessage, type Message } from '../../src/dns/wire/message.ts'
import { askUdp } from './ask.ts'
import { peers, type Server, startDnsctl, startPeer } from './peers.ts'
import { makeQueries, type Query } from './queries.ts'
import { type ZoneFile, zoneFiles } from './zone-files.ts'

const queriesPerZone = 500
const seed = 20260101

let servers: Server[] = []
let dnsctl: Server

beforeAll(async () => {
  servers = await Promise.all(peers.map(peer => startPeer(peer, zoneFiles)))
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
    .filter(line => line !== '')
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
  const message = decodeMessage(packet)
  const head = `${message.rcode}${message.flags.has('aa') ? ' aa' : ''}${message.flags.has('tc') ? ' tc' : ''}`
  if (message.flags.has('tc')) return head
  const isNegativeOrReferral =
    message.answers.length === 0 || message.authorities.some(({ type }) => type === 'SOA')
  const authority = isNegativeOrReferral ? sectionText(message.authorities) : ''
  return [head, 'answer:', sectionText(message.answers), 'authority:', authority].join('\n')
}

interface Tally {
  asked: number
  agreed: number
  divergences: string[]
}

function compare(queries: readonly Query[], theirs: readonly Buffer[][], ours: readonly Buffer[]): Tally {
  const tally: Tally = { asked: queries.length, agreed: 0, divergences: [] }
  for (const [i, query] of queries.entries()) {
    const [first, ...others] = theirs.map(answers => gist(answers[i]!))
    if (others.some(other => other !== first)) continue
    tally.agreed++
    const our = gist(ours[i]!)
    if (our !== first)
      tally.divergences.push(
        `${query.name} ${query.type} (${query.form})\n--- peers\n${first}\n+++ dnsctl\n${our}`,
      )
  }
  return tally
}

test.for(zoneFiles)('$zone', async zoneFile => {
  const queries = makeQueries(zoneFile.zone, recordsOf(zoneFile), queriesPerZone, seed)
  const packets = queries.map(({ packet }) => packet)
  const theirs: Buffer[][] = []
  for (const server of servers) theirs.push(await askUdp(server.port, packets))
  const { asked, agreed, divergences } = compare(queries, theirs, await askUdp(dnsctl.port, packets))
  console.log(
    `${zoneFile.zone}: ${asked} asked, the three agree on ${agreed}, dnsctl differs on ${divergences.length}`,
  )
  expect(divergences.slice(0, 5).join('\n\n')).toBe('')
  expect(agreed).toBeGreaterThan(asked * 0.5)
})
