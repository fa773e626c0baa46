// Tells a name server that a zone's file has changed, with the command that the configuration names.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { type Problem, problem } from '../../base/errors.ts'
import { type Name, root } from '../../dns/name.ts'

const patienceMs = 30_000

/** Runs the command without a shell; `{zone}` and `{file}` in its words are filled in. */
export async function reload(
  [program, ...words]: readonly [string, ...string[]],
  zone: Name,
  file: string,
): Promise<readonly Problem[]> {
  const name = zone === root ? '.' : zone.slice(0, -1)
  const fill = (word: string): string =>
    word.replaceAll('{zone}', () => name).replaceAll('{file}', () => file)
  try {
    await promisify(execFile)(program, words.map(fill), { timeout: patienceMs })
    return []
  } catch (error) {
    const { message, stderr } = error as Error & { stderr?: string }
    const why = stderr?.trim() || message
    return [problem('reload-failed', `${zone} has changed, but "${program}" failed: ${why}`)]
  }
}
