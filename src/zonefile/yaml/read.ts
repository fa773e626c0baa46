// Reads a zone from a YAML file and the files it includes; every problem of every file is collected.
import { basename, dirname, isAbsolute, join, normalize } from 'node:path'
import type { Problem } from '../../base/errors.ts'
import { toAsciiLabels } from '../../dns/idn.ts'
import { type Name, parseName, sameName } from '../../dns/name.ts'
import type { LoadedZone, LoadResult } from '../loaded-zone.ts'
import { SourceMap } from '../source-map.ts'
import { isSilenced } from './read/checks-off.ts'
import { readDocument, type SyntaxFailure, type YamlDocument } from './read/document.ts'
import { type Head, type Located, readHead } from './read/head.ts'
import { type HealthDirectory, readHealth } from './read/health.ts'
import { type Reading, reportFault, startReading } from './read/reading.ts'
import { readRecords } from './read/records.ts'
import { readSoa } from './read/soa.ts'
import { type Environment, type Expand, expander, readVariables } from './read/variables.ts'
import { addRRset, recordFile, startZone, type ZoneBuilder } from './read/zone-builder.ts'

/** What reading takes from the outside. */
export interface YamlReadOptions {
  /** Path of the file, for messages and as what its includes are relative to. */
  readonly file: string
  /** Gives the text of an included file; throws if it cannot. */
  readonly readFile: (path: string) => string
  readonly env: Environment
}

/** One file, opened: what its top level says, and its records to come. */
interface OpenFile {
  readonly reading: Reading
  readonly document: YamlDocument
  readonly head: Head
  readonly variables: ReadonlyMap<string, string>
  readonly expand: Expand
  /** TTL of its records that state none. */
  readonly ttl: number
  /** The files it includes, in their order. */
  readonly included: OpenFile[]
}

/** What the files of one zone share while they are read. */
interface Run {
  readonly options: YamlReadOptions
  readonly sources: SourceMap
  readonly problems: Problem[]
  readonly failures: SyntaxFailure[]
  readonly opened: OpenFile[]
}

/** What an included file has from the one that includes it. */
type Inherited = Pick<OpenFile, 'variables' | 'ttl'>

/** TTL of records where no file states one. */
const nothingInherited: Inherited = { variables: new Map(), ttl: 3600 }

/** Reads the text of a zone file; the zone holds everything that has no problem. */
export async function readYamlZone(text: string, options: YamlReadOptions): Promise<LoadResult> {
  const run: Run = { options, sources: new SourceMap(), problems: [], failures: [], opened: [] }
  const main = openFile(run, options.file, text, nothingInherited)
  const builder = startZone(zoneName(main) ?? originFromFile(options.file))
  openIncludes(main, builder.origin, run, [normalize(options.file)])
  const health = readHealth(
    run.opened.flatMap(({ head }) => head.health),
    isWhole(run),
  )
  readFileInto(builder, main, health)
  if (run.failures.length > 0) (await import('./read/syntax-problems.ts')).reportSyntax(run.failures)
  const zone = loadedZone(builder, health, run)
  const problems = run.problems.filter(({ code }) => !isSilenced(code, zone.settings.checksOff))
  return { zone, problems: inOrder(problems, run.sources.files) }
}

function openFile(run: Run, file: string, text: string, inherited: Inherited): OpenFile {
  const reading = startReading(file, text, run.sources, run.problems)
  const document = readDocument(reading, run.failures)
  const { env } = run.options
  const vars = document.head.entries.get('vars')?.value
  const variables = readVariables(vars, reading, inherited.variables, env)
  const expand = expander(reading, variables, env)
  const head = readHead(document.head, reading, expand)
  const ttl = head.ttl ?? inherited.ttl
  const opened = { reading, document, head, variables, expand, ttl, included: [] }
  run.opened.push(opened)
  return opened
}

/** The zone that the file names; reports if it names none, or one that cannot be. */
function zoneName({ head: { zone }, document, reading }: OpenFile): Name | undefined {
  if (!zone) {
    const [first] = document.head.entries.values()
    const position = first?.key.position ?? reading.base
    if (!document.head.entries.has('zone'))
      reading.report(
        'zone-name-missing',
        'the file does not say which zone it is: `zone: example.com`',
        position,
      )
    return undefined
  }
  try {
    return parseName(zone.text.endsWith('.') ? toAsciiLabels(zone.text) : `${toAsciiLabels(zone.text)}.`)
  } catch (error) {
    reportFault(error, zone.position, reading)
    return undefined
  }
}

/** The zone that the file's name suggests, so that its records can be checked though it does not say. */
function originFromFile(file: string): Name {
  const name = basename(file).replace(/\.ya?ml$/i, '')
  return /^[\w-]+(?:\.[\w-]+)+$/.test(name) ? parseName(`${name}.`) : parseName('example.invalid.')
}

/** Opens what a file includes, and what that includes; `chain` has the paths from the main file to it. */
function openIncludes(file: OpenFile, origin: Name, run: Run, chain: readonly string[]): void {
  for (const include of file.head.includes) {
    const path = isAbsolute(include.text)
      ? normalize(include.text)
      : join(dirname(file.reading.file), include.text)
    const included = openInclude(include, path, file, run, chain)
    if (!included) continue
    if (included.head.zone) refuseOtherZone(included, origin)
    file.included.push(included)
    openIncludes(included, origin, run, [...chain, path])
  }
}

function openInclude(
  { position }: Located,
  path: string,
  { reading, variables, ttl }: OpenFile,
  run: Run,
  chain: readonly string[],
): OpenFile | undefined {
  if (chain.includes(path)) {
    reading.report('include-cycle', `${[...chain, path].join(' includes ')}`, position)
    return undefined
  }
  let content: string
  try {
    content = run.options.readFile(path)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    reading.report('include-missing', `${path} cannot be read: ${reason}`, position)
    return undefined
  }
  return openFile(run, path, content, { variables, ttl })
}

/** Says whether the top level of every file could be read, so that what is not there is nowhere. */
const isWhole = ({ problems, failures }: Run): boolean =>
  failures.length === 0 && !problems.some(({ severity }) => severity === 'error')

/** Adds the records of a file, then those of what it includes. */
function readFileInto(builder: ZoneBuilder, file: OpenFile, health: HealthDirectory): void {
  const { reading, head, expand, ttl, document, included } = file
  const records = recordFile(builder, { reading, expand, ttl, health })
  const soa = head.soa && readSoa(head.soa, builder.origin, ttl, reading)
  if (soa && head.soa) addRRset(records, soa, head.soa.node.position, [])
  for (const cursor of document.records) readRecords(cursor, records)
  for (const one of included) readFileInto(builder, one, health)
}

function refuseOtherZone(file: OpenFile, origin: Name): void {
  const zone = zoneName(file)
  if (zone !== undefined && !sameName(zone, origin))
    file.reading.report(
      'zone-file-schema',
      `the file is for ${zone}, and ${origin} includes it; an included file need not name a zone`,
      file.head.zone!.position,
    )
}

/** Problems in the order of files and lines; those of one place as they came. */
function inOrder(problems: readonly Problem[], files: readonly string[]): Problem[] {
  const order = new Map(files.map((file, i) => [file, i]))
  return problems.toSorted(({ place: a }, { place: b }) => {
    if (!a || !b) return 0
    return order.get(a.file)! - order.get(b.file)! || a.line - b.line || a.column - b.column
  })
}

function loadedZone(
  { origin, zone, places, checksOff }: ZoneBuilder,
  health: HealthDirectory,
  { opened, sources }: Run,
): LoadedZone {
  const heads = opened.map(({ head }) => head)
  const ownership = heads.find(head => head.ownership)?.ownership
  return {
    origin,
    zone,
    settings: {
      serial: heads.find(({ serial }) => serial)?.serial ?? 'increment',
      ignore: heads.flatMap(({ ignore }) => ignore),
      ...(ownership && { ownership }),
      checksOff: heads.flatMap(head => head.checksOff),
      health: Object.fromEntries(health.checks),
    },
    files: sources.files,
    placeOf(rrset, value) {
      const own = zone.get(rrset.owner, rrset.type)
      const position = own && places.positionOf(own, value)
      return position === undefined ? undefined : sources.placeOf(position)
    },
    checksOffAt: rrset => checksOff.get(zone.get(rrset.owner, rrset.type) ?? rrset) ?? [],
  }
}
