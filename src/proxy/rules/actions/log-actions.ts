// Actions that write a line for what they match: into the proxy's log, or into a file of their own.
import { accessSync, appendFileSync, constants, existsSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fault } from '../../../base/errors.ts'
import type { SchemaValue } from '../../../config/schema-value.ts'
import { definePart } from '../define-part.ts'
import { type Action, outcomes, type RuleSite } from '../rule.ts'
import { answerLine, queryLine } from './log-line.ts'

const only = (value: boolean, description: string) =>
  ({ type: 'boolean', enum: [value], description, default: value }) as const

const properties = {
  file_name: {
    type: 'string',
    description:
      'The file to append lines to; empty for the proxy’s log. Where a flood must not stop, use the query log.',
    default: '',
  },
  append: {
    type: 'boolean',
    description:
      'Whether what the file holds when the proxy starts stays; otherwise the first line replaces it.',
    default: false,
  },
  buffered: {
    type: 'boolean',
    description:
      'Whether lines are gathered: they are written when there are many, or with the first a second later.',
    default: false,
  },
  verbose_only: only(false, 'Only `false`: the proxy’s log has one level.'),
  include_timestamp: { type: 'boolean', description: 'Whether lines begin with the time.', default: false },
} as const

type Settings = SchemaValue<{ readonly type: 'object'; readonly properties: typeof properties }>

/** Log, for queries. */
export const logAction = definePart({
  type: 'Log',
  summary: 'Writes a line about the query.',
  properties: { ...properties, binary: only(false, 'Only `false`: lines are text.') },
  required: [],
  make: (settings, site): Action => logWith(settings, site, queryLine),
})

/** Log, for answers. */
export const logResponseAction = definePart({
  type: 'Log',
  summary: 'Writes a line about the answer.',
  properties,
  required: [],
  make: (settings, site): Action => logWith(settings, site, t => answerLine(t, site.clock.ms - t.since)),
})

function logWith(settings: Settings, site: RuleSite, lineOf: typeof queryLine): Action {
  const { include_timestamp: isTimed, file_name: file } = settings
  const write = file === '' ? site.log : fileWriter(settings, site)
  return t => {
    write(t, isTimed ? `${new Date().toISOString()} ${lineOf(t)}` : lineOf(t))
    return outcomes.next
  }
}

/** Octets that are gathered at most, and milliseconds until they are written, or what went wrong is said again. */
const mostGathered = 16_384
const mostDelay = 1000
const complaintInterval = 60_000

/**
 * Writes lines to a file. It is opened for each write, as it may be moved away meanwhile, and several threads append to it.
 * Throws `proxy-rule-invalid` if it cannot be written; once the proxy runs, that is only said in its log.
 */
function fileWriter({ file_name: file, append, buffered }: Settings, site: RuleSite): RuleSite['log'] {
  checkWritable(file)
  const { clock, log } = site
  // Set by the thread that writes first since the proxy started.
  const begun = new Int32Array(site.memory.take(`rules/${site.rule}/log-begun`, 4))
  let gathered = ''
  let gatheredSince = 0
  let complainedAt = -complaintInterval

  return (t, line) => {
    if (gathered === '') gatheredSince = clock.ms
    gathered += `${line}\n`
    if (buffered && gathered.length < mostGathered && clock.ms - gatheredSince < mostDelay) return
    try {
      if (Atomics.compareExchange(begun, 0, 0, 1) === 0 && !append) writeFileSync(file, gathered)
      else appendFileSync(file, gathered)
    } catch (error) {
      if (clock.ms - complainedAt >= complaintInterval) log(t, `lines for ${file} are lost: ${String(error)}`)
      complainedAt = clock.ms
    }
    gathered = ''
  }
}

function checkWritable(file: string): void {
  try {
    accessSync(existsSync(file) ? file : dirname(file), constants.W_OK)
  } catch (error) {
    throw fault(
      'proxy-rule-invalid',
      `file "${file}" cannot be written: ${(error as Error).message}`,
      undefined,
      {
        cause: error,
      },
    )
  }
}
