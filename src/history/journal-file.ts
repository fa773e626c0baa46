// The journal of a run: a file of lines, each a step of one of its zones, added as it is taken.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { historyFault } from './history-fault.ts'
import { appendLines } from './private-files.ts'
import type { JournalRecord } from './run.ts'

/** A step, and to which of the run's zones it belongs, counting from 0. */
export interface JournalEntry {
  readonly zone: number
  readonly record: JournalRecord
}

/** The name of the file in the folder of its run. */
export const journalName = 'journal.jsonl'

/** The line of an entry, with its end. */
const lineOf = ({ zone, record }: JournalEntry): string => `${JSON.stringify({ zone, ...record })}\n`

/**
 * Reads a journal. The end of it that is no whole line was being written when the process died, and does not count.
 * `onBroken` hears the number of each line before that which cannot be read, from 1.
 */
export function readJournal(
  folder: string,
  zones: number,
  onBroken: (line: number) => void,
): readonly JournalEntry[] {
  const text = readFileSync(join(folder, journalName), 'utf8')
  const lines = text.split('\n').slice(0, -1)
  return lines.flatMap((line, i) => {
    const entry = entryOf(line, zones)
    if (!entry) onBroken(i + 1)
    return entry ?? []
  })
}

/** Whether a step has what the others are judged by; the rest is only shown. */
const isWhole: { readonly [S in JournalRecord['step']]: (record: JournalRecord & { step: S }) => boolean } = {
  resumed: ({ by }) => typeof by === 'object',
  leased: () => true,
  'creating-zone': () => true,
  'zone-created': () => true,
  sending: ({ rrsets }) => Array.isArray(rrsets),
  landed: () => true,
  applied: ({ stage, problems }) => Number.isInteger(stage) && Array.isArray(problems),
  waiting: ({ until }) => !Number.isNaN(Date.parse(until)),
  verified: ({ problems }) => Array.isArray(problems),
  ended: ({ status, problems }) => typeof status === 'string' && Array.isArray(problems),
}

function entryOf(line: string, zones: number): JournalEntry | undefined {
  try {
    const { zone, ...record } = JSON.parse(line) as JournalRecord & { readonly zone: number }
    const isKnown = Number.isInteger(zone) && zone >= 0 && zone < zones && Object.hasOwn(isWhole, record.step)
    const judge: (record: never) => boolean = isWhole[record.step]
    return isKnown && judge(record as never) ? { zone, record } : undefined
  } catch {
    return undefined
  }
}

/** Adds to a journal; entries that come while others are on their way to the disk go there together. */
export class JournalWriter {
  readonly #path: string
  #waiting: string[] = []
  #next: Promise<void> | undefined
  #last: Promise<void> = Promise.resolve()

  constructor(folder: string) {
    this.#path = join(folder, journalName)
  }

  /** Resolves once the entries are on the disk; throws `history-unusable`. */
  append(entries: readonly JournalEntry[]): Promise<void> {
    this.#waiting.push(...entries.map(lineOf))
    // A failure belongs to those who waited for it; what comes after them is tried anew.
    this.#next ??= this.#last.catch(() => {}).then(() => this.#write())
    return this.#next
  }

  #write(): Promise<void> {
    const text = this.#waiting.join('')
    this.#waiting = []
    this.#next = undefined
    this.#last = appendLines(this.#path, text).catch((error: unknown) => {
      throw historyFault(this.#path, 'cannot be written', error)
    })
    return this.#last
  }
}
