// Finds everything that is wrong with zone files.
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Problem } from '../base/errors.ts'
import { openCheckout } from './checkout.ts'

export interface Validated {
  /** Zones that could be read, in part at least. */
  readonly zones: number
  /** By file, then by line. */
  readonly problems: readonly Problem[]
}

export interface ValidateInput {
  /** Working directory; absolute. */
  readonly cwd: string
  /** What `--config` names. */
  readonly configFile: string | undefined
  /** Zones, patterns of zones, and any zone files; all of the checkout if empty. */
  readonly select: readonly string[]
}

/** Reads and checks what is selected; throws only for what keeps it from looking at any zone. */
export async function validateZones({ cwd, configFile, select }: ValidateInput): Promise<Validated> {
  const checkout = await openCheckout(cwd, configFile)
  const isFile = (text: string): boolean => existsSync(resolve(cwd, text))
  const files = await Promise.all(select.filter(isFile).map(checkout.loadFile))
  const names = select.filter(text => !isFile(text))
  const named =
    names.length > 0 || select.length === 0
      ? await checkout.openWorkspace(names)
      : { zones: [], problems: [] }
  const problems = [...files.flatMap(file => file.problems), ...named.problems]
  return {
    zones: files.filter(({ zone }) => zone).length + named.zones.length,
    problems: problems.sort(byPlace),
  }
}

function byPlace({ place: a }: Problem, { place: b }: Problem): number {
  if (!a || !b) return Number(Boolean(a)) - Number(Boolean(b))
  if (a.file !== b.file) return a.file < b.file ? -1 : 1
  return a.line - b.line || a.column - b.column
}
