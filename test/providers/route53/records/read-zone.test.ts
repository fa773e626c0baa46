import { describe, expect, it, test } from 'vitest'
import { parseName } from '../../../../src/dns/name.ts'
import { rrsetKey } from '../../../../src/dns/rrset.ts'
import type { Api } from '../../../../src/providers/route53/api/api.ts'
import { readRRsets } from '../../../../src/providers/route53/records/read-rrsets.ts'
import { type HeldRRset, readZone } from '../../../../src/providers/route53/records/read-zone.ts'
import { openResources } from '../../../../src/providers/route53/resources/resources.ts'
import type { RecordSet } from '../../../../src/route53/record-set.ts'
import { addresses, fakeApi, listing, weighted } from '../fake-api.ts'

const zone = { id: 'Z1', origin: parseName('example.com.') }
const options = { what: 'reading' }
const accountOf = (api: Api) => ({ api, resources: openResources(api) })

async function read(api: Api): Promise<HeldRRset[]> {
  const held: HeldRRset[] = []
  for await (const page of readZone(accountOf(api), zone, options)) held.push(...page)
  return held
}

const keys = (held: Iterable<HeldRRset>) => [...held].map(({ rrset }) => rrsetKey(rrset))

describe('readZone', () => {
  const policy = ['a', 'b', 'c', 'd', 'e'].map(id => weighted('p.example.com.', id))
  const sets: RecordSet[] = [
    addresses('example.com.', '192.0.2.1'),
    addresses('\\052.example.com.', '192.0.2.2'),
    ...policy,
    { ...addresses('p.example.com.'), Type: 'TXT', ResourceRecords: [{ Value: '"x"' }] },
    addresses('q.example.com.', '192.0.2.3', '192.0.2.4'),
  ]

  test.each([1, 2, 3, 4, 5, 6, 7, 300])(
    'reads all in pages of %d, and joins what lies on two',
    async size => {
      const api = fakeApi({ ListResourceRecordSets: listing(() => sets, size) })
      const held = await read(api)
      expect(keys(held)).toEqual([
        'example.com./A',
        '*.example.com./A',
        'p.example.com./A',
        'p.example.com./TXT',
        'q.example.com./A',
      ])
      expect(held[2]!.rrset.policy?.sets.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd', 'e'])
      expect(held[2]!.sets).toEqual(policy)
      expect(api.calls.length).toBe(Math.ceil(sets.length / size))
    },
  )

  it('asks for 300 record sets, and goes on by name, type and identifier', async () => {
    const api = fakeApi({ ListResourceRecordSets: listing(() => sets, 4) })
    await read(api)
    expect(api.calls).toEqual([
      'ListResourceRecordSets {"HostedZoneId":"Z1","MaxItems":300}',
      'ListResourceRecordSets {"HostedZoneId":"Z1","MaxItems":300,"StartRecordName":"p.example.com.","StartRecordType":"A","StartRecordIdentifier":"c"}',
      'ListResourceRecordSets {"HostedZoneId":"Z1","MaxItems":300,"StartRecordName":"q.example.com.","StartRecordType":"A"}',
    ])
  })

  it('loses nothing and repeats nothing while records come and go', async () => {
    const now = Array.from({ length: 50 }, (_, i) => addresses(`h${10 + i}.example.com.`, '192.0.2.1'))
    const staying = now.filter((_, i) => i % 5 !== 0).map(({ Name }) => `${Name}/A`)
    let pages = 0
    const list = listing(() => now, 7)
    const api = fakeApi({
      ListResourceRecordSets(input) {
        const page = list(input)
        // Of every page something goes that was shown, and what comes next; something new comes before and behind.
        for (const name of [`h${10 + 5 * pages}.example.com.`, input.StartRecordName])
          if (Number(name?.slice(1, 3)) % 5 === 0)
            now.splice(now.findIndex(({ Name }) => Name === name) >>> 0, 1)
        now.push(
          addresses(`h${10 + pages}x.example.com.`, '192.0.2.9'),
          addresses(`z${pages++}.example.com.`),
        )
        return page
      },
    })
    const found = keys(await read(api))
    expect(new Set(found).size).toBe(found.length)
    expect(staying.filter(key => !found.includes(key))).toEqual([])
  })

  const page = (sets: RecordSet[], next?: RecordSet) => ({
    ResourceRecordSets: sets as never,
    IsTruncated: next !== undefined,
    NextRecordName: next?.Name,
    NextRecordType: next?.Type as 'A',
    NextRecordIdentifier: next?.SetIdentifier,
  })
  const [a, b, c] = ['a', 'b', 'c'].map(label => addresses(`${label}.example.com.`, '192.0.2.1')) as [
    RecordSet,
    RecordSet,
    RecordSet,
  ]
  const [w1, w2] = [weighted('w.example.com.', '1'), weighted('w.example.com.', '2')]

  test.each<[string, ReturnType<typeof page>[]]>([
    ['an RRset again', [page([a, b], b), page([b, c])]],
    ['an RRset again later', [page([a, b], c), page([c], a), page([a])]],
    ['a set of a policy again', [page([w1, w2], w2), page([w2])]],
    ['a place again', [page([a], b), page([], b), page([b])]],
  ])('does not take it if the listing comes to %s', async (_what, pages) => {
    let asked = 0
    const api = fakeApi({ ListResourceRecordSets: () => pages[asked++]! })
    await expect(read(api)).rejects.toThrow('route53-listing-moved')
  })

  it('is told by AWS whether there is more, not by how much there was', async () => {
    const pages = [page([], a), page([a], b), page([b])]
    const api = fakeApi({ ListResourceRecordSets: () => pages.shift()! })
    expect(keys(await read(api))).toEqual(['a.example.com./A', 'b.example.com./A'])
  })
})

describe('readRRsets', () => {
  const many = Array.from({ length: 1000 }, (_, i) => addresses(`h${1000 + i}.example.com.`, '192.0.2.1'))
  const policy = Array.from({ length: 40 }, (_, i) => weighted('p.example.com.', `s${10 + i}`))
  const txt = { ...addresses('p.example.com.'), Type: 'TXT', ResourceRecords: [{ Value: '"x"' }] }
  const held = [...many, ...policy, txt]
  const place = (text: string) => {
    const [owner, type = 'A'] = text.split('/')
    return { owner: parseName(owner!, zone.origin), type }
  }

  test.each<[what: string, places: string[], pageSize: number, found: string[], requests: number]>([
    ['one', ['h1500'], 300, ['h1500'], 1],
    ['neighbours', ['h1500', 'h1501', 'h1600', 'h1799'], 300, ['h1500', 'h1501', 'h1600', 'h1799'], 1],
    ['neighbours in any order', ['h1600', 'h1500'], 300, ['h1500', 'h1600'], 1],
    ['what lies far apart', ['h1000', 'h1500', 'h1999'], 300, ['h1000', 'h1500', 'h1999'], 3],
    ['what is not there', ['h1500x', 'h1000/TXT', 'h1501'], 300, ['h1501'], 2],
    ['what is not there between what is', ['h1500', 'h1500x', 'h1501'], 300, ['h1500', 'h1501'], 1],
    ['what is behind all', ['zzz'], 300, [], 1],
    ['a policy', ['p'], 300, ['p'], 1],
    ['a policy on several pages', ['p'], 15, ['p'], 3],
    ['a policy and its neighbour', ['p', 'p/TXT'], 15, ['p', 'p/TXT'], 3],
    ['a policy at the end of a page', ['h1995', 'p'], 15, ['h1995', 'p'], 4],
    ['a type that Route 53 has not', ['h1500/LOC'], 300, [], 0],
    ['nothing', [], 300, [], 0],
  ])('reads %s', async (_what, places, pageSize, found, requests) => {
    const api = fakeApi({ ListResourceRecordSets: listing(() => held, pageSize) })
    const read = await readRRsets(accountOf(api), zone, places.map(place), options)
    expect([...read.keys()].sort()).toEqual(found.map(text => rrsetKey(place(text))).sort())
    expect(api.calls.length).toBe(requests)
    const isWhole = [...read.values()].every(({ rrset, sets }) => sets.length === (rrset.policy ? 40 : 1))
    expect(isWhole).toBe(true)
  })

  it('takes no more requests than there are pages', async () => {
    const api = fakeApi({ ListResourceRecordSets: listing(() => held) })
    const places = many.map(({ Name }) => place(Name))
    expect((await readRRsets(accountOf(api), zone, places, options)).size).toBe(1000)
    expect(api.calls.length).toBe(4)
  })

  it('asks for each by itself where a listing has another order than the one that is known', async () => {
    const list = listing(() => held)
    const reversed = (input: Parameters<typeof list>[0]) => {
      const page = list(input)
      return {
        ...page,
        ResourceRecordSets: page.ResourceRecordSets && ([...page.ResourceRecordSets].reverse() as never),
      }
    }
    const api = fakeApi({ ListResourceRecordSets: reversed })
    const read = await readRRsets(accountOf(api), zone, ['h1000', 'h1001x', 'h1002'].map(place), options)
    expect([...read.keys()].length).toBe(2)
    expect(api.calls.length).toBe(3)
  })
})
