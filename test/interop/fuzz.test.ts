// The fuzzing of the unit tests at length.
import { expect, test } from 'vitest'
import { fuzzMasterFiles } from '../fuzz/fuzz-master-files.ts'
import { fuzzResponder } from '../fuzz/fuzz-responder.ts'
import { fuzzYamlZones } from '../fuzz/fuzz-yaml-zones.ts'

test('1,000,000 mutated packets', () => {
  const { answered, slowestMicroseconds } = fuzzResponder(1_000_000, 1)
  console.log(`${answered} of 1,000,000 answered, the slowest took ${slowestMicroseconds} µs`)
  expect(slowestMicroseconds).toBeLessThan(1000)
})

test('30,000 mutated master files and as many YAML zone files', async () => {
  const bind = await fuzzMasterFiles(30_000, 1)
  const yaml = await fuzzYamlZones(30_000, 1)
  console.log(`without an error: ${bind.faultless} master files, ${yaml.faultless} YAML files`)
  expect(Math.min(bind.faultless, yaml.faultless)).toBeGreaterThan(200)
})
