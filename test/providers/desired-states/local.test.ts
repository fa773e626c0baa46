import { rmSync } from 'node:fs'
import { afterEach, beforeEach, describe, it } from 'vitest'
import { memoryFolder } from '../../memory-folder.ts'
import { plainSequences } from './records.ts'
import { routingSequences } from './routing.ts'
import { runSequence } from './run.ts'

let folder: string
beforeEach(() => {
  folder = memoryFolder('states')
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('the bundled store takes on, and back', () => {
  it.each([...plainSequences, ...routingSequences])('$name', sequence =>
    runSequence(sequence, folder, 'providers: { local: { type: local } }\n'),
  )
})
