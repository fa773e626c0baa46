import { rmSync } from 'node:fs'
import { afterEach, beforeEach, describe, it } from 'vitest'
import { memoryFolder } from '../../memory-folder.ts'
import { plainSequences } from './records.ts'
import { runSequence } from './run.ts'

let folder: string
beforeEach(() => {
  folder = memoryFolder('states')
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('a folder of master files takes on, and back', () => {
  it.each(plainSequences)('$name', sequence =>
    runSequence(sequence, folder, 'providers: { files: { type: zonefile, directory: out } }\n'),
  )
})
