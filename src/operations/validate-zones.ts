// Finds everything that is wrong with zone files, and what their providers cannot hold of them.
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Problem, problemsOf } from '../base/errors.ts'
import { objectionsTo } from '../plan/objections.ts'
import { rrsetMatcher } from '../plan/pattern.ts'
import type { Capabilities } from '../providers/contract.ts'
import type { LoadedZone } from '../zonefile/loaded-zone.ts'
import { type Checkout, openCheckout } from './checkout.ts'
import type { WorkspaceZone } from './workspace.ts'

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
  const known = new Set(await checkout.zoneFiles())
  const isOtherFile = (text: string): boolean =>
    existsSync(resolve(cwd, text)) && !known.has(resolve(cwd, text))
  const files = await Promise.all(select.filter(isOtherFile).map(checkout.loadFile))
  const names = select.filter(text => !isOtherFile(text))
  const isAll = select.length === 0
  const named = names.length > 0 || isAll ? await checkout.openWorkspace(names) : { zones: [], problems: [] }
  const providers = isAll ? Object.keys(checkout.config.config.providers) : []
  const problems = [
    ...files.flatMap(file => file.problems),
    ...named.problems,
    ...(await providerProblems(checkout, named.zones, providers)),
  ]
  return {
    zones: files.filter(({ zone }) => zone).length + named.zones.length,
    problems: problems.sort(byPlace),
  }
}

/** What is wrong with the settings of the zones' providers and of others, and what they cannot hold of the zones. */
async function providerProblems(
  checkout: Checkout,
  zones: readonly WorkspaceZone[],
  others: readonly string[],
): Promise<Problem[]> {
  const names = new Set([...others, ...zones.flatMap(zone => zone.providers)])
  const problems: Problem[] = []
  for (const name of names)
    try {
      const capabilities = await checkout.capabilitiesOf(name)
      for (const { loaded, providers } of zones)
        if (providers.includes(name)) problems.push(...objectionsAt(name, capabilities, loaded))
    } catch (error) {
      problems.push(...problemsOf(error))
    }
  return problems
}

function objectionsAt(provider: string, capabilities: Capabilities, loaded: LoadedZone): Problem[] {
  const { zone, origin, settings } = loaded
  const ignore = rrsetMatcher(settings.ignore, origin)
  return objectionsTo(zone, capabilities, ignore, rrset => loaded.placeOf(rrset)).map(one => ({
    ...one,
    message: `${provider}: ${one.message}`,
  }))
}

function byPlace({ place: a }: Problem, { place: b }: Problem): number {
  if (!a || !b) return Number(Boolean(a)) - Number(Boolean(b))
  if (a.file !== b.file) return a.file < b.file ? -1 : 1
  return a.line - b.line || a.column - b.column
}
