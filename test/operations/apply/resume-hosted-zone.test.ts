// A zone at Route 53 is created and deleted in several requests; a run that ends between them is gone on with where it was.
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  ChangeTagsForResourceCommand,
  CreateHostedZoneCommand,
  ListHostedZonesCommand,
  ListResourceRecordSetsCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-route-53'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { silent } from '../../../src/base/io.ts'
import { ownIdentity } from '../../../src/base/process-identity.ts'
import { openHistory } from '../../../src/history/open-history.ts'
import type { JournalStep, Stage } from '../../../src/history/run.ts'
import { resumeCheckout } from '../../../src/operations/apply/resume.ts'
import type { Change } from '../../../src/plan/plan.ts'
import { memoryFolder } from '../../memory-folder.ts'
import { create, origin, remove, rrset } from '../../providers/contract/notation.ts'
import { startEndpoint, type TestEndpoint } from '../../server/route53-api/endpoint.ts'

const reference = 'dnsctl-before'

let cwd: string
let endpoint: TestEndpoint
beforeEach(async () => {
  cwd = memoryFolder('resume-creation')
  endpoint = await startEndpoint()
  const { url, credentials } = endpoint
  const settings = `type: route53, endpoint: '${url}', requests_per_second: 10000, tags: { team: web }`
  writeFileSync(join(cwd, 'dnsctl.yaml'), `providers: { it: { ${settings} } }\n`)
  vi.stubEnv('AWS_ACCESS_KEY_ID', credentials.accessKeyId)
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey)
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await endpoint.close()
  rmSync(cwd, { recursive: true })
})

/** A run of a process that ended after these steps. */
async function interruptedRun(stage: Partial<Stage>, ...steps: readonly JournalStep[]): Promise<void> {
  const gone = { ...ownIdentity(), pid: 2 ** 22 + 1, started: '1' }
  const folder = join(cwd, '.dnsctl/state')
  const history = openHistory(folder, { clock: Date.now, listener: silent, identity: gone })
  const whole = { zone: origin, createsZone: false, serial: 'increment', changes: [], ...stage } as const
  const run = await history.begin({ kind: 'apply', tool: '1', plan: 'p' }, [
    { zone: origin, provider: 'it', stages: [whole] },
  ])
  for (const step of steps) await run.zones[0]!.append(step)
}
const creating = (changes: readonly Change[]) =>
  interruptedRun({ createsZone: true, changes }, { step: 'creating-zone', stage: 0, reference })

const createHostedZone = async (CallerReference: string, team?: string) => {
  const client = endpoint.client()
  const { HostedZone } = await client.send(
    new CreateHostedZoneCommand({ Name: 'example.com.', CallerReference }),
  )
  if (team === undefined) return
  const ResourceId = HostedZone!.Id!.split('/').at(-1)!
  const AddTags = [{ Key: 'team', Value: team }]
  await client.send(new ChangeTagsForResourceCommand({ ResourceType: 'hostedzone', ResourceId, AddTags }))
}
const resume = () =>
  resumeCheckout({
    cwd,
    configFile: undefined,
    listener: silent,
    signal: new AbortController().signal,
    options: { lockWaitMs: 0, proof: 'never' },
  })

/** The zones of the account: their references, tags, and the names and types beside what the zone came with. */
async function zones() {
  const client = endpoint.client()
  const { HostedZones = [] } = await client.send(new ListHostedZonesCommand({}))
  return Promise.all(
    HostedZones.map(async ({ Id, CallerReference }) => {
      const tags = { ResourceType: 'hostedzone', ResourceId: Id!.split('/').at(-1)! } as const
      const { ResourceTagSet } = await client.send(new ListTagsForResourceCommand(tags))
      const { ResourceRecordSets = [] } = await client.send(
        new ListResourceRecordSetsCommand({ HostedZoneId: Id! }),
      )
      const records = ResourceRecordSets.slice(2).map(({ Name, Type }) => `${Name} ${Type}`)
      return [CallerReference, ResourceTagSet?.Tags?.map(({ Key }) => Key), records]
    }),
  )
}

it.each([
  ['records', [create(rrset('www', 'A', '192.0.2.1'))], ['www.example.com. A']],
  ['no records', [], []],
] as const)(
  'a zone of %s that lacks its tags gets them, and there is no second one',
  async (_, changes, records) => {
    await creating(changes)
    await createHostedZone(reference)
    expect((await resume()).zones).toMatchObject([{ status: 'applied', problems: [] }])
    expect(await zones()).toEqual([[reference, ['team'], records]])
  },
)

it('a zone that was not created yet is, beside one of the name that has other tags', async () => {
  await creating([])
  await createHostedZone('other')
  expect((await resume()).zones).toMatchObject([{ status: 'applied', problems: [] }])
  expect((await zones()).sort()).toEqual([
    [reference, ['team'], []],
    ['other', [], []],
  ])
})

it.each([
  ['is empty', () => createHostedZone(reference, 'web')],
  ['has gone', async () => {}],
])('a deletion whose zone %s is finished', async (_, make) => {
  await make()
  const steps = [
    { step: 'leased', token: 1 },
    { step: 'sending', stage: 0, batch: 1, batches: 1, rrsets: [] },
    { step: 'landed', stage: 0, batch: 1, batches: 1 },
  ] as const
  const changes = [remove(rrset('www', 'A', '192.0.2.1'))]
  await interruptedRun({ deletesZone: { fingerprint: 'of all of it' }, changes }, ...steps)
  expect((await resume()).zones).toMatchObject([{ status: 'applied', problems: [] }])
  expect(await zones()).toEqual([])
  expect(await resume()).toEqual({ zones: [] })
})
