import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { problemsOf, problemText } from '../../../src/base/errors.ts'
import { loadConfig } from '../../../src/config/load-config.ts'
import { readLocationNetworks } from '../../../src/operations/serve/location-networks.ts'

let cwd: string
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'dnsctl-locations-'))
})
afterEach(() => rmSync(cwd, { recursive: true }))

const read = async (settings: string, file?: string) => {
  if (file !== undefined) writeFileSync(join(cwd, 'locations.csv'), file)
  const loaded = await loadConfig({ cwd, env: {}, readFile: async () => settings })
  return readLocationNetworks(loaded)
}

test('networks come from the settings and from a file', async () => {
  const settings = `serve:
  locations:
    EU: [192.0.2.0/24]
    US-CA: [198.51.100.0/24, '2001:db8::/32']
  locations_file: locations.csv
`
  expect(await read(settings, '# mine\n203.0.113.0/24, country:AF # a remark\n\n')).toEqual([
    ['192.0.2.0/24', { continent: 'EU' }],
    ['198.51.100.0/24', { country: 'US', subdivision: 'CA' }],
    ['2001:db8::/32', { country: 'US', subdivision: 'CA' }],
    ['203.0.113.0/24', { country: 'AF' }],
  ])
  expect(await read('serve: {}\n')).toEqual([])
})

test('everything that is wrong is reported with its place', async () => {
  const settings = `serve:
  locations:
    XX: [192.0.2.0/24]
    EU: [192.0.2.0/33, somewhere]
    '*': [192.0.2.0/24]
    FR: [198.51.100.1/24, '2001:db8::/32']
    DE: ['2001:DB8:0::/32']
  locations_file: locations.csv
`
  const error = await read(settings, '192.0.2.0/24,EU\n192.0.2.0/24\nEU\n').catch(found => found)
  expect(problemsOf(error).map(problemText)).toEqual([
    'dnsctl.yaml:3:10: location-invalid: "XX" is not a location such as EU, FR or US-CA',
    'dnsctl.yaml:4:10: location-invalid: "192.0.2.0/33" is not a network such as 192.0.2.0/24',
    'dnsctl.yaml:4:24: location-invalid: "somewhere" is not a network such as 192.0.2.0/24',
    `dnsctl.yaml:5:11: location-invalid: "*" is not a location such as EU, FR or US-CA`,
    'dnsctl.yaml:6:10: location-invalid: "198.51.100.1/24" has bits behind its length; the network is 198.51.100.0/24',
    'dnsctl.yaml:7:10: location-invalid: 2001:db8::/32 is in DE here, and in FR before',
    'locations.csv:2:1: location-invalid: "" is not a location such as EU, FR or US-CA',
    'locations.csv:3:1: location-invalid: "" is not a location such as EU, FR or US-CA',
  ])
})

test('a file that is not there is named', async () => {
  await expect(read('serve: { locations_file: none.csv }\n')).rejects.toThrow(
    'file-unreadable: none.csv cannot be read',
  )
})
