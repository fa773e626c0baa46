import { expect, test } from 'vitest'
import { fuzzYamlZones } from './fuzz-yaml-zones.ts'

test('2,000 mutated YAML zone files break neither reader, checks nor writer', async () => {
  expect((await fuzzYamlZones(2000, 7)).faultless).toBeGreaterThan(20)
})
