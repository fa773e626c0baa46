// What was changed behind our back, between the plan and its apply, at every provider.
import { afterEach, describe, expect, test, vi } from 'vitest'
import Apply from '../../src/commands/apply.ts'
import Plan from '../../src/commands/plan.ts'
import { type CheckoutAtProvider, checkouts } from '../providers/checkouts.ts'
import { runCommand } from './workspace-folder.ts'

let place: CheckoutAtProvider
afterEach(async () => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  await place.remove()
  process.exitCode = undefined
})

const apex = "  '@': { NS: [ns1.example.net., ns2.example.net.] }\n"
const state = (www: string, more = '') => `${apex}  www: { A: ${www} }\n  same: { A: 192.0.2.9 }\n${more}`

describe.each(Object.keys(checkouts))('a saved plan at %s', kind => {
  test.each<[string, string, RegExp]>([
    [
      'an RRset that it changes',
      state('192.0.2.66'),
      /plan-stale: .*www\.example\.com\. A: the plan saw "1 192\.0\.2\.1", the zone has "1 192\.0\.2\.66"/,
    ],
    [
      'an RRset that it creates',
      state('192.0.2.1', '  new: { A: 192.0.2.66 }\n'),
      /plan-stale: .*new\.example\.com\. A: the plan saw nothing, the zone has "1 192\.0\.2\.66"/,
    ],
  ])(
    'is refused with exit 3 over %s, which is named, and nothing is written',
    async (_what, meanwhile, told) => {
      place = await checkouts[kind]!()
      for (const [name, value] of Object.entries(place.env)) vi.stubEnv(name, value)
      vi.spyOn(process, 'cwd').mockReturnValue(place.cwd)
      place.state(state('192.0.2.1'))
      await runCommand(Apply, '--yes')
      place.state(state('192.0.2.2', '  new: { A: 192.0.2.3 }\n'))
      const file = `${place.cwd}/plan.json`
      await runCommand(Plan, '--out', file)
      place.state(meanwhile)
      await runCommand(Apply, '--yes')
      const before = await place.writes()
      const { exitCode, stdout } = await runCommand(Apply, file, '--yes')
      expect(exitCode).toBe(3)
      expect(stdout).toMatch(told)
      expect(await place.writes()).toEqual(before)
      expect((await runCommand(Plan)).stdout).toContain('Nothing to do')
    },
  )
})
