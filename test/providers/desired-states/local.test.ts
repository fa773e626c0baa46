import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'vitest'
import { plainSequences } from './records.ts'
import { routingSequences } from './routing.ts'
import { runSequence } from './run.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dnsctl-states-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('the bundled store takes on', () => {
  it.each([...plainSequences, ...routingSequences])('$name', sequence =>
    runSequence(sequence, folder, 'providers: { local: { type: local } }\n'),
  )
})
