import { expect, test } from 'vitest'
import { fuzzMasterFiles } from './fuzz-master-files.ts'

test('2,000 mutated master files break neither reader nor writer', async () => {
  expect((await fuzzMasterFiles(2000, 7)).faultless).toBeGreaterThan(20)
})
