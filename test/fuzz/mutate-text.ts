// Makes broken texts of whole ones.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { seededRandom } from '../seeded-random.ts'

const tests = join(import.meta.dirname, '..')

/** The texts of the files with an extension in a folder of test/. */
export const textsIn = (folder: string, extension: string): string[] =>
  readdirSync(join(tests, folder))
    .filter(name => name.endsWith(extension))
    .map(name => readFileSync(join(tests, folder, name), 'utf8'))

/** Gives texts one after the other: one of `texts` in which pieces are put in, left out, or copied from elsewhere. */
export function textMutator(texts: readonly string[], pieces: readonly string[], seed: number): () => string {
  const random = seededRandom(seed)
  const below = (end: number): number => Math.floor(random() * end)
  return () => {
    let text = texts[below(texts.length)]!
    for (let edits = 1 + below(5); edits > 0; edits--) {
      const at = below(text.length)
      const from = below(text.length)
      const piece = random() < 0.7 ? pieces[below(pieces.length)]! : text.slice(from, from + below(80))
      text = text.slice(0, at) + piece + text.slice(at + below(random() < 0.1 ? 80 : 3))
    }
    return text
  }
}
