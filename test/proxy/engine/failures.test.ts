import { describe, expect, test } from 'vitest'
import { address, createRig, question } from './rig.ts'

const names = ['a.example.org', 'b.example.org', 'c.example.org']
const ask = (rig: ReturnType<typeof createRig>, id: number, name = names[0]!): void =>
  rig.ask({ id, questions: [question(name)] })

/** One whose answers for three names have expired, with a server that may be asked once. */
function withExpired() {
  const rig = createRig({ cache: true, servers: 1, settings: { maxTries: 1 } })
  for (const name of names) {
    ask(rig, 1, name)
    rig.reply(rig.sent.at(-1)!, address('192.0.2.80', 30, name))
  }
  rig.pass(31_000)
  rig.answers.length = 0
  rig.sent.length = 0
  return rig
}

describe('servers that hang', () => {
  test('let only the first wait who gets an expired answer', () => {
    const rig = withExpired()
    ask(rig, 2)
    expect(rig.answers).toHaveLength(0)
    rig.pass(100)
    ask(rig, 3)
    ask(rig, 4, names[1])
    expect(rig.answers.map(({ id }) => id)).toEqual([2, 3, 4])
    expect(rig.sent).toHaveLength(1)
    expect(rig.counters()).toMatchObject({ staleAnswers: 3, backendAnswers: 3 })
  })

  test('are asked again in the background, by one query a second', () => {
    const rig = withExpired()
    ask(rig, 2)
    rig.pass(100)
    for (let i = 0; i < 50; i++) {
      rig.pass(100)
      for (const name of names) ask(rig, 3, name)
    }
    expect(rig.answers).toHaveLength(151)
    expect(rig.sent.length).toBeGreaterThan(3)
    expect(rig.sent.length).toBeLessThan(7)
    expect(rig.state('s1').outstanding).toBeLessThan(2)
  })

  test('are waited for again once they have answered anything', () => {
    const rig = withExpired()
    ask(rig, 2)
    rig.pass(100)
    rig.pass(1000)
    ask(rig, 3)
    rig.reply(rig.sent.at(-1)!, address('192.0.2.81', 30, names[0]))
    ask(rig, 4)
    ask(rig, 5, names[1])
    expect(rig.answers.at(-1)).toMatchObject({ id: 4, answers: [{ data: '192.0.2.81' }] })
    rig.reply(rig.sent.at(-1)!, address('192.0.2.82', 30, names[1]))
    expect(rig.answers.at(-1)).toMatchObject({ id: 5, answers: [{ data: '192.0.2.82' }] })
  })

  test('are asked for what has no answer yet', () => {
    const rig = withExpired()
    ask(rig, 2)
    rig.pass(100)
    ask(rig, 3, 'new.example.org')
    expect(rig.sent.map(({ query }) => query.questions![0]!.name)).toEqual([names[0], 'new.example.org'])
    rig.pass(100)
    expect(rig.answers).toHaveLength(2)
  })
})

describe('a name that fails', () => {
  test('is answered at once by its expired answer, and asked for again in the background; others are asked for', () => {
    const rig = withExpired()
    ask(rig, 2)
    rig.reply(rig.sent[0]!, { questions: [question(names[0]!)] }, 2)
    ask(rig, 3)
    ask(rig, 4, names[1])
    expect(rig.answers.map(({ id }) => id)).toEqual([2, 3])
    expect(rig.sent).toHaveLength(2)
    rig.reply(rig.sent[1]!, address('192.0.2.84', 30, names[1]))
    rig.pass(1000)
    for (const id of [5, 6]) ask(rig, id)
    expect(rig.answers.map(({ id }) => id)).toEqual([2, 3, 4, 5, 6])
    expect(rig.sent).toHaveLength(3)
    rig.reply(rig.sent[2]!, address('192.0.2.83', 30, names[0]))
    ask(rig, 7)
    expect(rig.answers.at(-1)).toMatchObject({ id: 7, answers: [{ data: '192.0.2.83' }] })
  })

  test('is forgotten after half a minute', () => {
    const rig = withExpired()
    ask(rig, 2)
    rig.pass(100)
    rig.pass(30_001)
    ask(rig, 3)
    expect(rig.answers).toHaveLength(1)
    expect(rig.sent).toHaveLength(2)
  })
})
