// Reads zones from texts, and shows what was read in short lines that tables can hold.
import { type Problem, problemText } from '../../../src/base/errors.ts'
import type { LoadResult } from '../../../src/zonefile/loaded-zone.ts'
import { readYamlZone } from '../../../src/zonefile/yaml/read.ts'

export interface Files {
  readonly [path: string]: string
}

/** Reads `text` as zone.yaml; other files and the environment are what is given. */
export function readText(text: string, files: Files = {}, env: Files = {}): Promise<LoadResult> {
  const readFile = (path: string): string => {
    const content = files[path]
    if (content === undefined) throw new Error('no such file')
    return content
  }
  return readYamlZone(text, { file: 'zone.yaml', readFile, env })
}

/** `www 3600 A 192.0.2.1`, a line for each record; names are in full. */
export function recordLines({ zone }: LoadResult): string[] {
  return [...zone!.zone.rrsets()].flatMap(({ owner, ttl, type, rdatas }) =>
    rdatas.map(rdata => `${owner} ${ttl} ${type} ${rdata}`),
  )
}

/** `code 3:5`, a line for each problem. */
export const problemLines = ({ problems }: LoadResult): string[] =>
  problems.map(({ code, place }) => `${code} ${place?.line}:${place?.column}`)

/** The whole texts of problems. */
export const problemTexts = (problems: readonly Problem[]): string[] => problems.map(problemText)
