// Master files that we write are read as the same zone by BIND, NSD, Knot and ldns.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { canonicalRRset } from '../../src/dns/canonical.ts'
import { type Name, nameFromWire, nameKey, parseName } from '../../src/dns/name.ts'
import { rrTypes, typeOf } from '../../src/dns/rr/table.ts'
import { defaultSoa } from '../../src/dns/soa.ts'
import { Zone } from '../../src/dns/zone.ts'
import { readBindZone } from '../../src/zonefile/bind/read.ts'
import { writeBindZone } from '../../src/zonefile/bind/write.ts'
import { loadZone } from '../../src/zonefile/load.ts'
import { zoneFiles } from './zone-files.ts'

const folder = mkdtempSync(join(tmpdir(), 'dnsctl-written-'))
afterAll(() => rmSync(folder, { recursive: true }))

const origin = parseName('example.com.')

function zoneWithApex(): Zone {
  const ns = { owner: origin, type: 'NS', ttl: 3600, rdatas: [typeOf('NS').parse('ns1.example.com.')] }
  const a = {
    owner: parseName('ns1', origin),
    type: 'A',
    ttl: 3600,
    rdatas: [typeOf('A').parse('192.0.2.53')],
  }
  return new Zone(origin, [defaultSoa(origin, ns), ns, a])
}

/** The examples of every type. */
function everyType(): Zone {
  const zone = zoneWithApex()
  for (const { name, examples, parse, singleton, virtual, meta } of rrTypes) {
    if (virtual || meta || name === 'SOA') continue
    const rdatas = [...new Set(examples.map(example => parse(example)))]
    const owner = parseName(`t-${name.toLowerCase()}`, origin)
    zone.add({ owner, type: name, ttl: 300, rdatas: singleton ? rdatas.slice(0, 1) : rdatas })
  }
  return zone
}

/** Every octet in an owner, in a name in data, and in text. */
function everyOctet(): Zone {
  const zone = zoneWithApex()
  const seen = new Set<Name>()
  for (let octet = 0; octet < 256; octet++) {
    const label = nameFromWire(Uint8Array.of(2, octet, 0x78, 0)).name.slice(0, -1)
    const owner = parseName(label, origin)
    if (seen.has(nameKey(owner))) continue
    seen.add(nameKey(owner))
    zone.add({ owner, type: 'MX', ttl: 60, rdatas: [typeOf('MX').parse(`1 ${owner}`)] })
    const text = typeOf('TXT').fromWire(Uint8Array.of(3, octet, 0x61, octet, 0))
    zone.add({ owner, type: 'TXT', ttl: 3600, rdatas: [text] })
  }
  return zone
}

const shown = (zone: Zone): string[] => [...zone.rrsets()].map(canonicalRRset).sort()

const compileArguments = ['-q', '-i', 'none', '-k', 'ignore', '-n', 'ignore', '-m', 'ignore', '-o', '-']

const run = (command: string, ...args: string[]): string =>
  execFileSync(command, args, { encoding: 'latin1', stdio: 'pipe' })

/** NSD 4.6 serves all strings of an SPF, and prints the first. */
const isPrintedByNsd = (rrset: string): boolean => !rrset.includes('"SPF"')

function readBack(text: string, zone: Zone): string[] {
  const { zone: read, problems } = readBindZone(text, {
    file: 'printed',
    origin: zone.origin,
    readFile: () => '',
  })
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([])
  return shown(read!.zone)
}

async function exampleZones(): Promise<[string, Zone][]> {
  const files = [
    ...zoneFiles.map(({ file }) => file),
    ...readdirSync('zones').map(name => join('zones', name)),
  ]
  const loaded = await Promise.all(
    files.map(async file => [file, (await loadZone(file)).zone?.zone] as const),
  )
  return loaded.flatMap(([file, zone]) => (zone ? [[file, zone]] : []))
}

describe.each([['every type', everyType()], ['every octet', everyOctet()], ...(await exampleZones())])(
  '%s',
  (name, given) => {
    const hasSoa = given.get(given.origin, 'SOA') !== undefined
    const soa = defaultSoa(given.origin, given.get(given.origin, 'NS'))
    const zone = hasSoa ? given : new Zone(given.origin, [soa, ...given.rrsets()])
    const file = join(folder, `${name.replace(/\W/g, '-')}.zone`)
    writeFileSync(file, writeBindZone(zone))

    test('BIND reads the same zone', () => {
      expect(readBack(run('named-compilezone', ...compileArguments, zone.origin, file), zone)).toEqual(
        shown(zone),
      )
    })
    test('NSD reads the same zone', () => {
      const printed = readBack(run('nsd-checkzone', '-p', zone.origin, file), zone)
      expect(printed.filter(isPrintedByNsd)).toEqual(shown(zone).filter(isPrintedByNsd))
    })
    test('Knot reads it', () => {
      // What the zone lacks, glue for one, it says too.
      const { stdout, stderr } = spawnSync('kzonecheck', ['-v', '-o', zone.origin, file], {
        encoding: 'utf8',
      })
      expect(stdout + stderr).not.toMatch(/zone loader/)
      expect(stdout + stderr).toMatch(/No semantic error found|Error summary/)
    })
    test('ldns reads it', () => {
      expect(run('ldns-read-zone', file).split('\n').length).toBeGreaterThan(zone.size)
    })
  },
)
