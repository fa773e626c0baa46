import { describe, expect, it, test } from 'vitest'
import { parseName } from '../../../../src/dns/name.ts'
import type { Route53Settings } from '../../../../src/providers/route53/settings.ts'
import { openHostedZones } from '../../../../src/providers/route53/zones/hosted-zones.ts'
import { selectionOf } from '../../../../src/providers/route53/zones/selection.ts'
import type { FakeApi } from '../fake-api.ts'
import { account, type Held, settingsOf } from '../fake-zones.ts'

const options = { what: 'looking' }
const example = parseName('example.com.')

const open = (api: FakeApi, settings: Partial<Route53Settings> = {}) =>
  openHostedZones(api, selectionOf(api, settingsOf(settings)))

async function collected<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

const split: Held[] = [
  { id: 'Z1', name: 'example.com.', tags: { team: 'web', stage: 'live' } },
  { id: 'Z2', name: 'example.com.', vpcs: ['vpc-1'], comment: 'inside' },
  { id: 'Z3', name: 'example.com.', vpcs: ['vpc-2', 'vpc-3'], tags: { team: 'web' } },
  { id: 'Z4', name: 'example.net.', tags: { team: 'web' } },
]
const vpc = (id: string) => ({ id, region: 'eu-west-1' })

const selections: [settings: Partial<Route53Settings>, ids: string[]][] = [
  [{}, ['Z1', 'Z2', 'Z3', 'Z4']],
  [{ visibility: 'public' }, ['Z1', 'Z4']],
  [{ visibility: 'private' }, ['Z2', 'Z3']],
  [{ vpcs: [vpc('vpc-1')] }, ['Z2']],
  [{ vpcs: [vpc('vpc-3'), vpc('vpc-9')] }, ['Z3']],
  [{ vpcs: [vpc('vpc-1'), vpc('vpc-2')] }, ['Z2', 'Z3']],
  [{ zone_ids: { 'example.com': 'Z3' } }, ['Z3', 'Z4']],
  [{ zone_ids: { 'EXAMPLE.com.': 'Z1' } }, ['Z1', 'Z4']],
  [{ tags: { team: 'web' } }, ['Z1', 'Z3', 'Z4']],
  [{ tags: { team: 'web', stage: 'live' } }, ['Z1']],
  [{ tags: { team: 'web' }, visibility: 'private' }, ['Z3']],
  [{ tags: { team: 'dns' } }, []],
]

describe('listing hosted zones', () => {
  test.each(selections)('shows with %j those that it selects', async (settings, ids) => {
    for (const size of [1, 2, 100]) {
      const zones = await collected(open(account(split, size), settings).list(options))
      expect(zones.map(({ id }) => id)).toEqual(ids)
    }
  })

  it('asks for a hundred a page, and for the tags of ten at once', async () => {
    const held = Array.from({ length: 201 }, (_, i) => ({ id: `Z${i}`, name: `z${i}.example.` }))
    const api = account(held)
    await collected(open(api, { tags: { a: 'b' } }).list(options))
    const count = (operation: string) => api.calls.filter(call => call.startsWith(`${operation} `)).length
    expect(count('ListHostedZones')).toBe(3)
    expect(count('ListTagsForResources')).toBe(10 + 10 + 1)
  })

  it('asks once which zones a VPC has', async () => {
    const api = account(split, 1)
    await collected(open(api, { vpcs: [vpc('vpc-1')] }).list(options))
    expect(api.calls.filter(call => call.startsWith('ListHostedZonesByVPC')).length).toBe(1)
  })
})

describe('finding a hosted zone', () => {
  test.each(selections)(
    'takes with %j the one that is selected, and none by guessing',
    async (settings, ids) => {
      const named = ids.filter(id => id !== 'Z4')
      for (const size of [1, 2, 100]) {
        const found = open(account(split, size), settings).find(parseName('Example.COM.'), options)
        if (named.length > 1) await expect(found).rejects.toThrow('route53-zone-unclear')
        else expect((await found)?.id).toBe(named[0])
      }
    },
  )

  it('names those that could be meant, and says how to choose', async () => {
    const found = open(account(split), { vpcs: [vpc('vpc-1'), vpc('vpc-2')] }).find(example, options)
    await expect(found).rejects.toThrow(
      'route53-zone-unclear: example.com. is the name of 2 hosted zones: Z2 (private, "inside"), Z3 (private); choose one with zone_ids, visibility, vpcs or tags',
    )
  })

  test.each(['a.example.', 'example.co.', 'xexample.com.', 'www.example.com.', 'zz.'])(
    'takes no neighbour for %s',
    async name => {
      expect(await open(account(split)).find(parseName(name), options)).toBeUndefined()
    },
  )

  it('does not ask again for what came with the zones it asked for', async () => {
    const held = Array.from({ length: 150 }, (_, i) => ({ id: `Z${i}`, name: `z${100 + i}.example.` }))
    const api = account(held)
    const zones = open(api)
    for (const { name, id } of held) expect((await zones.find(parseName(name), options))?.id).toBe(id)
    expect(api.calls.length).toBe(2)
  })

  it('does not take a page’s end for the end of a name', async () => {
    const held = [
      { id: 'Z1', name: 'a.example.' },
      { id: 'Z2', name: 'b.example.' },
      { id: 'Z3', name: 'b.example.' },
    ]
    const zones = open(account(held, 2))
    expect((await zones.find(parseName('a.example.'), options))?.id).toBe('Z1')
    await expect(zones.find(parseName('b.example.'), options)).rejects.toThrow('Z2 (public), Z3 (public)')
  })

  it('asks again for what was missing, and for what it was told to forget', async () => {
    const held: Held[] = []
    const zones = open(account(held))
    expect(await zones.find(example, options)).toBeUndefined()
    held.push({ id: 'Z1', name: 'example.com.' })
    expect((await zones.find(example, options))?.id).toBe('Z1')
    held[0] = { id: 'Z2', name: 'example.com.' }
    expect((await zones.find(example, options))?.id).toBe('Z1')
    zones.forget(example)
    expect((await zones.find(example, options))?.id).toBe('Z2')
  })

  test.each<[Partial<Route53Settings>, string]>([
    [{}, 'there is no hosted zone example.org.'],
    [{ visibility: 'private' }, 'there is no hosted zone example.org. that is private'],
    [
      { vpcs: [vpc('vpc-1'), vpc('vpc-2')], tags: { team: 'web', stage: 'live' } },
      'there is no hosted zone example.org. that is private, of vpc-1 or vpc-2, with the tags team=web, stage=live',
    ],
    [
      { zone_ids: { 'example.org': 'Z9' } },
      'zone_ids says that example.org. is Z9, and no hosted zone is both',
    ],
  ])('says with %j what there is none of', async (settings, message) => {
    const found = open(account(split), settings).get(parseName('example.org.'), options)
    await expect(found).rejects.toThrow(`zone-missing: ${message}`)
  })
})

describe('the selection', () => {
  test.each<[Partial<Route53Settings>, string]>([
    [{ visibility: 'public', vpcs: [vpc('vpc-1')] }, 'vpcs are of private zones, and visibility is public'],
    [{ vpcs: [vpc('vpc-1')], delegation_set: 'N1' }, 'delegation_set is "N1", and private zones are in none'],
    [{ zone_ids: { 'a..b': 'Z1' } }, 'zone_ids: name "a..b." has an empty label'],
  ])('cannot be %j', (settings, message) => {
    expect(() => open(account([]), settings)).toThrow(`route53-setting: ${message}`)
  })
})
