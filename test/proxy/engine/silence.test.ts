// A server that was silent for long: asked last, but for a query now and then that finds out whether it is back.
import { expect, test } from 'vitest'
import { address, createRig, question } from './rig.ts'

let names = 0
/** Asks for a name of its own; the servers that are asked for it until one of those that answer does. */
function askedFor(rig: ReturnType<typeof createRig>, answering: readonly string[]): string[] {
  const before = rig.sent.length
  rig.ask({ questions: [question(`n${names++}.example.org`)] })
  for (let at = before; at < rig.sent.length; at++) {
    const sent = rig.sent[at]!
    if (answering.includes(sent.server)) rig.reply(sent, address('192.0.2.80'))
    else rig.pass(100)
  }
  return rig.sent.slice(before).map(({ server }) => server)
}

test('is asked last after many tries, as the first again once a second, and as before once it answers', () => {
  const rig = createRig()
  for (let i = 0; i < 32; i++) expect(askedFor(rig, ['s2'])).toEqual(['s1', 's2'])
  expect(askedFor(rig, ['s2'])).toEqual(['s2'])
  rig.pass(500)
  expect(askedFor(rig, ['s2'])).toEqual(['s2'])
  rig.pass(500)
  expect(askedFor(rig, ['s2'])).toEqual(['s1', 's2'])
  expect(askedFor(rig, ['s2'])).toEqual(['s2'])
  rig.pass(1000)
  expect(askedFor(rig, ['s1', 's2'])).toEqual(['s1'])
  expect(askedFor(rig, ['s1', 's2'])).toEqual(['s1'])
})

test('is asked if no other one is there', () => {
  const rig = createRig({ servers: 1 })
  for (let i = 0; i < 40; i++) expect(askedFor(rig, [])).not.toEqual([])
  expect(askedFor(rig, ['s1'])).toEqual(['s1'])
})
