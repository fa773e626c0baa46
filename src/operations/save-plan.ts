// Saves a plan as a file that `apply` takes: with its expiry, and signed if there is a key.
import type { KeyObject } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { fault } from '../base/errors.ts'
import type { Listener } from '../base/io.ts'
import { replaceFile } from '../base/replace-file.ts'
import { planFileMode, planFileText } from '../plan/file/plan-file.ts'
import { keyId } from '../plan/file/plan-signature.ts'
import { looksLikePlanFile, type Plan } from '../plan/plan.ts'

export interface SavePlanInput {
  readonly plan: Plan
  /** Where to; relative to the working directory. */
  readonly file: string
  /** Working directory; absolute. */
  readonly cwd: string
  /** For how many milliseconds since it was made it may be applied. */
  readonly maxAgeMs: number
  /** Private key; not signed if absent. */
  readonly signingKey?: KeyObject | undefined
  /** Hears until when it may be applied. */
  readonly listener: Listener
}

/**
 * Writes the file whole or not at all, and gives the plan as it is in there. Throws `file-unwritable`, and
 * `usage-invalid` for a file that is something else than a plan.
 */
export async function savePlan(input: SavePlanInput): Promise<Plan> {
  const { plan, file, cwd, maxAgeMs, signingKey, listener } = input
  const { version, created, ...others } = plan
  // Before the zones, where whoever opens the file sees it.
  const expires = new Date(Date.parse(created) + maxAgeMs).toISOString()
  const saved = { version, created, expires, ...others }
  await refuseOther(resolve(cwd, file), file)
  await replaceFile(resolve(cwd, file), planFileText(saved, signingKey), planFileMode)
  const by = signingKey ? `, signed by the key ${keyId(signingKey)}` : ''
  listener({ kind: 'note', text: `saved as ${file}${by}; it may be applied until ${expires}` })
  return saved
}

/** A plan takes the place of an earlier one, and of nothing else: a slip must not cost a zone file. */
async function refuseOther(path: string, file: string): Promise<void> {
  const found = await stat(path).catch(() => undefined)
  if (!found?.isFile() || found.size === 0) return
  const text = await readFile(path, 'utf8').catch(() => '')
  if (looksLikePlanFile(text)) return
  throw fault(
    'usage-invalid',
    `${file} is there already and is no plan; give --out another name, or remove it`,
  )
}
