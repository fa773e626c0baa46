import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { silent } from '../../../src/base/io.ts'
import { ownIdentity } from '../../../src/base/process-identity.ts'
import { openHistory } from '../../../src/history/open-history.ts'
import { resumeCheckout } from '../../../src/operations/apply/resume.ts'
import { zonefile } from '../../../src/providers/zonefile/index.ts'
import { memoryFolder } from '../../memory-folder.ts'
import { creation, origin, rrset } from '../../providers/contract/notation.ts'

it('tells the server of a change that was in place before anybody could', async () => {
  const cwd = memoryFolder('resume-reload')
  const told = join(cwd, 'told')
  writeFileSync(
    join(cwd, 'dnsctl.yaml'),
    `providers: { it: { type: zonefile, directory: served, reload: [touch, ${told}] } }\n`,
  )
  const gone = { ...ownIdentity(), pid: 2 ** 22 + 1, started: '1' }
  const history = openHistory(join(cwd, '.dnsctl/state'), {
    clock: Date.now,
    identity: gone,
    listener: silent,
  })
  const stage = creation([rrset('www', 'A', '192.0.2.1')])
  const intents = [{ zone: origin, provider: 'it', stages: [stage] }]
  const run = await history.begin({ kind: 'apply', tool: '1', plan: 'p' }, intents)
  const unheard = { pattern: '{zone}.zone', directory: 'served' }
  const provider = await zonefile.open(unheard, { name: 'it', clock: Date.now, baseDir: cwd })
  await provider.withLease(origin, { purpose: 'test', waitMs: 0 }, lease =>
    provider.apply(stage, {
      lease,
      listener: silent,
      record: step => run.zones[0]!.append({ ...step, stage: 0 }),
    }),
  )
  await provider.close()
  expect(existsSync(told)).toBe(false)
  const { zones } = await resumeCheckout({
    cwd,
    configFile: undefined,
    listener: silent,
    signal: new AbortController().signal,
    options: { lockWaitMs: 0, proof: 'never' },
  })
  expect(zones).toMatchObject([{ status: 'applied', problems: [] }])
  expect(existsSync(told)).toBe(true)
  rmSync(cwd, { recursive: true })
})
