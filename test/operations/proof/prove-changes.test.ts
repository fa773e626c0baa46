// Proving what was applied: which settings say who is asked, what changes expect, and what is told of a proof.
import { expect, test } from 'vitest'
import { silent } from '../../../src/base/io.ts'
import { parseName } from '../../../src/dns/name.ts'
import { encodeMessage } from '../../../src/dns/wire/message.ts'
import { Zone } from '../../../src/dns/zone.ts'
import { endpointText } from '../../../src/net/address.ts'
import { proofProblems } from '../../../src/operations/proof/proof-problems.ts'
import { type ProveChangesInput, proveChanges } from '../../../src/operations/proof/prove-changes.ts'
import { verifyOf } from '../../../src/operations/proof/verify-setting.ts'
import { startServer } from '../../net/client/test-server.ts'
import { rrsetsOf, serverOf } from '../../server/authoritative/rich-zone.ts'
import { configOf, memoryProvider, rrset } from '../checkout.ts'

const origin = parseName('example.com.')
const apex = '@ 300 SOA ns1 h 1 2 3 4 5\n@ 300 NS ns1'

const providerOf = (text: string) =>
  memoryProvider('p', [new Zone(origin, rrsetsOf(origin, `${apex}\n${text}`))])

/** A server of the zone that holds these records; gives its address. */
async function serve(text: string): Promise<string> {
  const { send } = serverOf({ [origin]: rrsetsOf(origin, `${apex}\n${text}`) })
  return endpointText(await startServer({ udp: query => [send(encodeMessage(query))] }))
}

const proveWith = (input: Partial<ProveChangesInput>) =>
  proveChanges({
    provider: providerOf('www 300 A 192.0.2.1'),
    origin,
    verify: { servers: 'none', timeoutMs: 0 },
    changes: [],
    listener: silent,
    signal: new AbortController().signal,
    ...input,
  })

test.each<[string, string | undefined, unknown]>([
  ['nothing', 'type: local', { servers: 'none', timeoutMs: 60_000 }],
  ['none', 'type: local, verify: { servers: none }', { servers: 'none', timeoutMs: 60_000 }],
  [
    'name servers',
    'type: local, verify: { servers: name-servers, timeout: 90s }',
    { servers: 'name-servers', timeoutMs: 90_000 },
  ],
  [
    'a list',
    'type: local, verify: { servers: ["192.0.2.53"] }',
    { servers: ['192.0.2.53'], timeoutMs: 60_000 },
  ],
])('the setting: %s', async (_what, provider, verify) => {
  expect(await verifyOf(await configOf(`providers:\n  p: { ${provider} }\n`), 'p')).toEqual(verify)
})

test('asks nobody where nobody is to be asked', async () => {
  expect(await proveWith({})).toBeUndefined()
})

test('asks for what came, what changed and what went', async () => {
  const provider = providerOf('www 300 A 192.0.2.1\nnew 300 A 192.0.2.3\n* 300 TXT "any"')
  const changes: ProveChangesInput['changes'] = [
    { owner: parseName('new', origin), type: 'A', action: 'create', after: rrset('new A 192.0.2.3', origin) },
    {
      owner: parseName('www', origin),
      type: 'A',
      action: 'update',
      before: rrset('www A 192.0.2.9', origin),
      after: rrset('www A 192.0.2.1', origin),
    },
    {
      owner: parseName('old', origin),
      type: 'TXT',
      action: 'delete',
      before: rrset('old TXT "any"', origin),
    },
    {
      owner: parseName('off', origin),
      type: 'A',
      action: 'delete',
      before: rrset('off A 192.0.2.7', origin),
    },
  ]
  const servers = [
    await serve('www 300 A 192.0.2.1\nnew 300 A 192.0.2.3\n* 300 TXT "any"'),
    await serve('www 300 A 192.0.2.9\nold 300 TXT "any"\noff 300 A 192.0.2.7'),
  ]
  const proof = await proveWith({ provider, changes, verify: { servers, timeoutMs: 0 } })
  expect(proof).toMatchObject({ asked: 8, unequalCount: 3 })
  expect(proofProblems(proof!)).toEqual([
    expect.objectContaining({ message: `new.example.com. A at ${servers[1]}: NXDOMAIN` }),
    expect.objectContaining({
      message: `www.example.com. A at ${servers[1]}: has 192.0.2.9, lacks 192.0.2.1`,
    }),
    expect.objectContaining({
      code: 'proof-missing',
      message: `off.example.com. A at ${servers[1]}: still has 192.0.2.7`,
    }),
  ])
})

test('names a server without an address', async () => {
  const proof = await proveWith({ verify: { servers: [await serve('')], timeoutMs: 0 } })
  const unresolved = [{ name: 'ns9.example.net.', reason: 'it has no address (ENOTFOUND)' }]
  expect(proofProblems(proof!)).toEqual([])
  expect(proofProblems({ ...proof!, unresolved })).toEqual([
    expect.objectContaining({
      code: 'proof-missing',
      message: 'example.com.: ns9.example.net.: it has no address (ENOTFOUND)',
    }),
  ])
})

test('says that nobody can be asked, and does not throw: the change is in place', async () => {
  const broken = {
    ...providerOf(''),
    readRRsets: async () => {
      throw (await import('../../../src/base/errors.ts')).fault('zone-missing', 'it is gone')
    },
  }
  const proof = await proveWith({ provider: broken, verify: { servers: 'name-servers', timeoutMs: 0 } })
  expect(proofProblems(proof!)).toEqual([
    expect.objectContaining({
      code: 'proof-impossible',
      message: 'no authoritative server of example.com. can be asked: p: it is gone',
    }),
  ])
})

test('has a problem for each of the first cells, and a count of the others', async () => {
  const changes = Array.from({ length: 30 }, (_, i) => {
    const after = rrset(`h${i} A 192.0.2.1`, origin)
    return { owner: after.owner, type: 'A', action: 'create', after } as const
  })
  const servers = [await serve('www 300 A 192.0.2.1')]
  const problems = proofProblems((await proveWith({ changes, verify: { servers, timeoutMs: 0 } }))!)
  expect(problems).toHaveLength(21)
  expect(problems.at(-1)!.message).toBe('example.com.: 10 more answers are not as they should be')
})
