// A mistyped command line: exit code 2, and a hint at what may be meant.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createWorkplace, type Workplace } from './dnsctl.ts'

let place: Workplace
beforeAll(() => {
  place = createWorkplace()
})
afterAll(() => place.remove())

it.each([
  ['plam', 'there is no command "plam"; did you mean "plan"?'],
  ['zones lst', 'there is no command "zones lst"; did you mean "zones list"?'],
  ['frobnicate', 'there is no command "frobnicate"; see dnsctl --help'],
  ['plan --outt plan.json', 'Nonexistent flag: --outt'],
])('%s', async (line, message) => {
  const { code, stdout, stderr } = await place.dnsctl(...line.split(' '))
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr.replace(/\s*\n ›\s*/g, ' ')).toContain(message)
})
