// Which files the paths and patterns in a settings file stand for.
import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import { fixedFolder, isPattern, patternToRegExp } from './glob.ts'

/** Lists the files below a folder as paths relative to it, in any order; none if the folder is not there. */
export type ListFiles = (folder: string) => Promise<readonly string[]>

/** Absolute paths; a path that is no pattern stands for itself, there or not. */
export async function matchingFiles(
  pattern: string,
  baseDir: string,
  listFiles: ListFiles,
): Promise<string[]> {
  if (!isPattern(pattern)) return [resolve(baseDir, pattern)]
  const folder = resolve(baseDir, fixedFolder(pattern))
  const expression = patternToRegExp(isAbsolute(pattern) ? pattern : pattern.replace(/^(?:\.\/)+/, ''))
  const subject = (path: string): string => {
    const text = isAbsolute(pattern) ? path : relative(baseDir, path)
    return sep === '/' ? text : text.replaceAll(sep, '/')
  }
  const paths = (await listFiles(folder)).map(name => join(folder, name))
  return paths.filter(path => expression.test(subject(path)))
}
