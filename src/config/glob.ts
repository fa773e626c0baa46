// Patterns of paths: `*` and `?` stay within a folder, `**` spans folders, `{a,b}` is either.

/** Says whether a text has to be matched rather than taken as a path. */
export const isPattern = (text: string): boolean => /[*?{]/.test(text)

/** The folder in which everything that the pattern matches lies: `zones` of `zones/**\/*.yaml`. */
export function fixedFolder(pattern: string): string {
  const folders = pattern.split('/').slice(0, -1)
  const firstPattern = folders.findIndex(isPattern)
  return (
    folders.slice(0, firstPattern < 0 ? undefined : firstPattern).join('/') ||
    (pattern.startsWith('/') ? '/' : '.')
  )
}

const pieces: readonly (readonly [RegExp, (found: string) => string])[] = [
  [/^\*\*\//, () => '(?:[^/]+/)*'],
  [/^\*\*/, () => '.*'],
  [/^\*/, () => '[^/]*'],
  [/^\?/, () => '[^/]'],
  [/^\{[^{}]*\}/, found => `(?:${found.slice(1, -1).split(',').map(patternSource).join('|')})`],
  [/^[^]/, found => found.replace(/[\\^$.*+?()[\]{}|]/, '\\$&')],
]

/** The regular expression of a pattern; it matches whole paths with `/` between folders. */
export const patternToRegExp = (pattern: string): RegExp => new RegExp(`^${patternSource(pattern)}$`)

function patternSource(pattern: string): string {
  let source = ''
  while (pattern !== '') {
    const [piece, write] = pieces.find(([expression]) => expression.test(pattern))!
    const [found] = piece.exec(pattern)!
    source += write(found)
    pattern = pattern.slice(found.length)
  }
  return source
}
