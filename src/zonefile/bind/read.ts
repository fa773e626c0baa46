// Reads a master file as a zone (RFC 1035 §5, RFC 2308 §4), with $INCLUDE and BIND's $GENERATE.
import { type Problem, problem } from '../../base/errors.ts'
import type { Name } from '../../dns/name.ts'
import type { LoadedZone, LoadResult, ZoneSettings } from '../loaded-zone.ts'
import { findOrigins } from './find-origin.ts'
import { BindParser } from './parser.ts'

export interface BindReadOptions {
  /** The file's path, for messages, for the origin, and as what $INCLUDE is relative to. */
  readonly file: string
  /** The zone; if absent, taken from $ORIGIN, the SOA or the file name. */
  readonly origin?: Name
  /** Gives the text of a file that is included; throws if it cannot. */
  readonly readFile: (path: string) => string
}

/** Reads the text of a master file; the zone holds all records without a problem. */
export function readBindZone(text: string, { file, origin, readFile }: BindReadOptions): LoadResult {
  const origins = origin ? { apex: origin, first: origin } : findOrigins(text, file)
  const top = { file, line: 1, column: 1 }
  if (!origins) return { problems: [problem('bind-origin-unknown', `no origin is given for ${file}`, top)] }
  const problems: Problem[] = []
  const parser = new BindParser(origins.apex, readFile, problems)
  parser.readText(file, text, origins.first)
  if (!parser.records.zone.get(origins.apex, 'SOA') && !problems.some(({ severity }) => severity === 'error'))
    problems.push(problem('bind-soa-missing', `${origins.apex} has no SOA`, top))
  return { zone: loadedZone(parser), problems }
}

/** What a master file cannot say. */
const settings: ZoneSettings = { serial: 'increment', ignore: [], checksOff: [], health: {} }

function loadedZone({ records, sources }: BindParser): LoadedZone {
  return {
    origin: records.zone.origin,
    zone: records.zone,
    settings,
    files: sources.files,
    placeOf(rrset, value) {
      const position = records.positionOf(rrset, value)
      return position === undefined ? undefined : sources.placeOf(position)
    },
    checksOffAt: () => [],
  }
}
