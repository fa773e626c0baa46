// The text of a comment: of a plan file, its Markdown; any other text, as it is.
import { readFile } from 'node:fs/promises'
import { text as textOf } from 'node:stream/consumers'
import { fault } from '../base/errors.ts'

/** Reads a file, or the standard input for `-`; throws `file-unreadable`, and for plans `plan-file-invalid`, `plan-tampered`. */
export async function commentText(file: string): Promise<string> {
  const text = file === '-' ? await textOf(process.stdin) : await read(file)
  if (!/^\s*\{\s*"format"\s*:/.test(text)) return text
  const { readPlanToShow } = await import('../plan/file/plan-file.ts')
  const { planMarkdown } = await import('./views/plan-markdown.ts')
  return planMarkdown({ plan: readPlanToShow(text, file), problems: [] })
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw fault('file-unreadable', `${file} cannot be read: ${(error as Error).message}`)
  }
}
