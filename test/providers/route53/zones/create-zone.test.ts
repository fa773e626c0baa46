import { beforeEach, describe, expect, it, test } from 'vitest'
import { nameKey, parseName } from '../../../../src/dns/name.ts'
import type { WriteStep } from '../../../../src/plan/change-set.ts'
import type { Route53Settings } from '../../../../src/providers/route53/settings.ts'
import { createZone } from '../../../../src/providers/route53/zones/create-zone.ts'
import { openHostedZones } from '../../../../src/providers/route53/zones/hosted-zones.ts'
import { selectionOf } from '../../../../src/providers/route53/zones/selection.ts'
import { type FakeApi, refused } from '../fake-api.ts'
import { account, type Held, settingsOf, shown } from '../fake-zones.ts'

const options = { what: 'creating' }
const example = parseName('example.com.')
const vpc = (id: string) => ({ id, region: 'eu-west-1' })
const held: Held[] = [
  { id: 'Z1', name: 'example.com.' },
  { id: 'Z2', name: 'example.com.', vpcs: ['vpc-1'] },
]

const open = (api: FakeApi, settings: Partial<Route53Settings> = {}) =>
  openHostedZones(api, selectionOf(api, settingsOf(settings)))

describe('creating a hosted zone', () => {
  let steps: WriteStep[]
  beforeEach(() => {
    steps = []
  })
  const names = (api: FakeApi) => api.calls.map(call => call.split(' ')[0])
  const sent = (api: FakeApi, operation: string) =>
    api.calls
      .filter(call => call.startsWith(`${operation} `))
      .map(call => JSON.parse(call.slice(operation.length)))

  /** An account in which zones can be created, and fails as a test says. */
  function growing(held: Held[], fail: (operation: string) => void = () => {}) {
    return account(held, 100, {
      CreateHostedZone({ Name, CallerReference, VPC }) {
        const created = {
          id: `Z${held.length + 1}`,
          name: nameKey(parseName(Name!)),
          reference: CallerReference!,
        }
        held.push({ ...created, ...(VPC && { vpcs: [VPC.VPCId!] }) })
        fail('CreateHostedZone')
        return { HostedZone: shown(held.at(-1)!) }
      },
      AssociateVPCWithHostedZone({ HostedZoneId, VPC }) {
        fail('AssociateVPCWithHostedZone')
        held.find(({ id }) => id === HostedZoneId)!.vpcs!.push(VPC!.VPCId!)
        return {}
      },
      ChangeTagsForResource({ ResourceId, AddTags = [] }) {
        fail('ChangeTagsForResource')
        const tags = Object.fromEntries(AddTags.map(({ Key, Value }) => [Key, Value]))
        held.find(({ id }) => id === ResourceId)!.tags = tags as Record<string, string>
        return {}
      },
      GetHostedZone: ({ Id }) => ({
        HostedZone: undefined,
        VPCs: held.find(({ id }) => id === Id)!.vpcs!.map(VPCId => ({ VPCId })),
      }),
      DeleteHostedZone({ Id }) {
        held.splice(
          held.findIndex(({ id }) => id === Id),
          1,
        )
        return {}
      },
    })
  }
  const create = (api: FakeApi, settings: Partial<Route53Settings> = {}, begun?: string) =>
    createZone(
      {
        api,
        zones: open(api, settings),
        settings: settingsOf(settings),
        record: async step => void steps.push(step),
        confirm: async () => {},
        begun,
      },
      example,
      options,
    )

  it('makes a public one', async () => {
    const api = growing([])
    expect(await create(api)).toMatchObject({ id: 'Z1', origin: example, isPrivate: false })
    expect(sent(api, 'CreateHostedZone')).toEqual([
      {
        Name: 'example.com.',
        CallerReference: expect.stringMatching(/^dnsctl-[0-9a-f-]{36}$/),
        HostedZoneConfig: { PrivateZone: false },
      },
    ])
    expect(names(api)).toEqual([
      'ListHostedZonesByName',
      'ListHostedZonesByName',
      'CreateHostedZone',
      'ListHostedZonesByName',
    ])
    const [{ CallerReference }] = sent(api, 'CreateHostedZone') as [{ CallerReference: string }]
    expect(steps).toEqual([
      { step: 'creating-zone', reference: CallerReference },
      { step: 'zone-created', id: 'Z1' },
    ])
  })

  it('makes it as the settings say', async () => {
    const held: Held[] = [{ id: 'Z1', name: 'example.com.' }]
    const api = growing(held)
    const settings = { vpcs: [vpc('vpc-1'), vpc('vpc-2')], tags: { team: 'web' }, comment: 'inside' }
    expect(await create(api, settings)).toMatchObject({ id: 'Z2', isPrivate: true })
    expect(held[1]).toMatchObject({ vpcs: ['vpc-1', 'vpc-2'], tags: { team: 'web' } })
    expect(sent(api, 'CreateHostedZone')).toMatchObject([
      {
        VPC: { VPCId: 'vpc-1', VPCRegion: 'eu-west-1' },
        HostedZoneConfig: { PrivateZone: true, Comment: 'inside' },
      },
    ])
  })

  it('is found from then on, in VPCs too', async () => {
    const api = growing([])
    const settings = { vpcs: [vpc('vpc-1')] }
    const zones = open(api, settings)
    const record = async () => {}
    const creation = { api, zones, settings: settingsOf(settings), record, confirm: record }
    expect(await zones.find(example, options)).toBeUndefined()
    await createZone(creation, example, options)
    expect(await zones.find(example, options)).toMatchObject({ id: 'Z1' })
  })

  it('makes it in a delegation set', async () => {
    const api = growing([])
    await create(api, { delegation_set: 'N1' })
    expect(sent(api, 'CreateHostedZone')).toMatchObject([{ DelegationSetId: 'N1' }])
  })

  test.each<[Held[], Partial<Route53Settings>, string]>([
    [held.slice(0, 1), {}, 'zone-exists: example.com. is the hosted zone Z1 already'],
    [held, {}, 'route53-zone-unclear'],
    [
      [],
      { visibility: 'private' },
      'route53-setting: to create the private zone example.com., say which vpcs',
    ],
    [[], { zone_ids: { 'example.com': 'Z7' } }, 'zone-missing: zone_ids says that example.com. is Z7'],
  ])('does not make one where there are %j, with %j', async (held, settings, message) => {
    const api = growing([...held])
    await expect(create(api, settings)).rejects.toThrow(message)
    expect(names(api)).not.toContain('CreateHostedZone')
  })

  it('knows the zone that an attempt made whose answer was lost', async () => {
    const held: Held[] = []
    const api = growing(held, () => {
      throw refused('HostedZoneAlreadyExists', { ambiguous: true })
    })
    expect(await create(api)).toMatchObject({ id: 'Z1' })
    expect(held.length).toBe(1)
  })

  it('does not take the zone of somebody else for it', async () => {
    const api = growing([], () => {
      throw refused('HostedZoneAlreadyExists')
    })
    await expect(create(api)).rejects.toThrow('HostedZoneAlreadyExists')
  })

  it('takes its own back if somebody else creates one at the same time', async () => {
    const held: Held[] = [{ id: 'Z0', name: 'example.com.', vpcs: ['vpc-9'] }]
    const api = growing(held, operation => {
      if (operation === 'CreateHostedZone') held.unshift({ id: 'Z9', name: 'example.com.' })
    })
    await expect(create(api, { visibility: 'public' })).rejects.toThrow(
      'plan-stale: example.com. has been created since the plan, as Z9, at the same time as here',
    )
    expect(held.map(({ id }) => id)).toEqual(['Z9', 'Z0'])
    expect(steps.map(({ step }) => step)).toEqual(['creating-zone'])
  })

  it('lets a zone be that has another tag, and one that is private', async () => {
    const held: Held[] = [
      { id: 'Z0', name: 'example.com.', tags: { team: 'other' } },
      { id: 'Z1', name: 'example.com.', vpcs: ['vpc-9'] },
    ]
    expect(await create(growing(held), { tags: { team: 'web' }, visibility: 'public' })).toMatchObject({
      id: 'Z3',
    })
  })

  it('creates none that cannot be written down', async () => {
    const api = growing([])
    const record = () => Promise.reject(new Error('the disk is full'))
    const creation = { api, zones: open(api), settings: settingsOf(), record, confirm: async () => {} }
    await expect(createZone(creation, example, options)).rejects.toThrow('the disk is full')
    expect(names(api)).not.toContain('CreateHostedZone')
  })

  it('creates none for whoever may not', async () => {
    const api = growing([])
    const confirm = () => Promise.reject(new Error('the lease is lost'))
    const creation = { api, zones: open(api), settings: settingsOf(), record: async () => {}, confirm }
    await expect(createZone(creation, example, options)).rejects.toThrow('the lease is lost')
    expect(names(api)).not.toContain('CreateHostedZone')
  })

  test.each(['AssociateVPCWithHostedZone', 'ChangeTagsForResource'])(
    'leaves none half made if %s fails',
    async failing => {
      const held: Held[] = []
      const api = growing(held, operation => {
        if (operation === failing) throw refused('InvalidInput')
      })
      const settings = { vpcs: [vpc('vpc-1'), vpc('vpc-2')], tags: { team: 'web' } }
      await expect(create(api, settings)).rejects.toThrow('InvalidInput')
      expect(held).toEqual([])
    },
  )

  const inTwo = { vpcs: [vpc('vpc-1'), vpc('vpc-2')] }
  const conflicting = (operation: string) => {
    if (operation === 'AssociateVPCWithHostedZone')
      throw refused('ConflictingDomainExists', { ambiguous: true })
  }

  it('takes a VPC that is associated already for done', async () => {
    const held: Held[] = []
    const api = growing(held, operation => {
      if (operation === 'AssociateVPCWithHostedZone') held[0]!.vpcs!.push('vpc-2')
      conflicting(operation)
    })
    expect(await create(api, inTwo)).toMatchObject({ id: 'Z1' })
  })

  it('does not take a VPC for done that has another zone of the name', async () => {
    const held: Held[] = []
    await expect(create(growing(held, conflicting), inTwo)).rejects.toThrow('ConflictingDomainExists')
    expect(held).toEqual([])
  })

  describe('that was begun', () => {
    const whole = { ...inTwo, tags: { team: 'web' } }
    const reference = 'dnsctl-before'
    const begun = (more: Partial<Held>): Held => ({ id: 'Z1', name: 'example.com.', reference, ...more })

    test.each<[string, Held]>([
      ['has no tags', begun({ vpcs: ['vpc-1', 'vpc-2'] })],
      ['lacks a VPC', begun({ vpcs: ['vpc-1'] })],
      ['is whole', begun({ vpcs: ['vpc-1', 'vpc-2'], tags: { team: 'web' } })],
    ])('makes a zone whole that %s', async (_, there) => {
      const held = [there]
      const api = growing(held, operation => {
        if (there.vpcs!.includes('vpc-2')) conflicting(operation)
      })
      expect(await create(api, whole, reference)).toMatchObject({ id: 'Z1' })
      expect(held).toEqual([begun({ vpcs: ['vpc-1', 'vpc-2'], tags: { team: 'web' } })])
      expect(steps).toEqual([{ step: 'zone-created', id: 'Z1' }])
    })

    it('is sent again as it was where there is no zone of it', async () => {
      const held: Held[] = [{ id: 'Z0', name: 'example.com.', tags: { team: 'other' } }]
      await create(growing(held), { tags: { team: 'web' } }, reference)
      expect(held.map(held => held.reference)).toEqual([undefined, reference])
    })

    it('gets another reference where the zone was deleted again', async () => {
      const held: Held[] = []
      let isUsed = true
      const api = growing(held, operation => {
        if (operation !== 'CreateHostedZone' || !isUsed) return
        isUsed = false
        held.pop()
        throw refused('HostedZoneAlreadyExists')
      })
      expect(await create(api, {}, reference)).toMatchObject({ id: 'Z1' })
      const references = sent(api, 'CreateHostedZone').map(({ CallerReference }) => CallerReference)
      expect(references).toEqual([reference, held[0]!.reference])
      expect(held[0]!.reference).not.toBe(reference)
      expect(steps.map(({ step }) => step)).toEqual(['creating-zone', 'creating-zone', 'zone-created'])
    })

    it('leaves the zone of somebody else alone', async () => {
      const api = growing([{ id: 'Z9', name: 'example.com.' }])
      await expect(create(api, {}, reference)).rejects.toThrow('zone-exists')
      expect(names(api)).not.toContain('CreateHostedZone')
    })
  })
})
