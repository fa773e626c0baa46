// What git knows of a checkout, asked of `git` itself, as a child process without a shell.
import { execFile } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { fault } from '../base/errors.ts'

/** The commit that is checked out in a folder, as 40 or 64 hex digits; undefined where there is no git, or no commit. */
export async function headCommit(folder: string): Promise<string | undefined> {
  if (!mayBeInCheckout(folder)) return undefined
  try {
    return (await git(folder, 'rev-parse', '--verify', '--quiet', 'HEAD^{commit}')).trim() || undefined
  } catch {
    return undefined
  }
}

/** Looking is cheaper than asking git: false only if it would find no checkout. */
function mayBeInCheckout(folder: string): boolean {
  if (process.env.GIT_DIR !== undefined) return true
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return true
    if (at === dirname(at)) return false
  }
}

/** Which files of a checkout are not as they were at a revision. */
export interface ChangedFiles {
  /** True too for a file that git does not know, as one that it ignores. The path is absolute. */
  has(path: string): boolean
  /** Files that are gone, not those that were renamed; absolute paths. */
  readonly deleted: readonly string[]
}

/**
 * Compares the files of the checkout that a folder is in, committed or not, with a revision. Throws
 * `revision-unknown` if git cannot tell.
 */
export async function changedSince(folder: string, revision: string): Promise<ChangedFiles> {
  const refuse = (error: unknown) =>
    fault('revision-unknown', `--only-changed-since ${revision}: ${reasonOf(error)}`, undefined, {
      cause: error,
    })
  try {
    const commit = await git(folder, 'rev-parse', '--verify', '--end-of-options', `${revision}^{commit}`)
    const top = resolve(folder, (await git(folder, 'rev-parse', '--show-cdup')).replace(/\n$/, ''))
    const inCheckout = (...args: string[]) => git(top, ...args, commit.trim())
    const diff = ['diff', '--name-status', '-z', '--find-renames', '--no-ext-diff', '--ignore-submodules=all']
    const [known, changes] = await Promise.all([
      inCheckout('ls-tree', '-r', '-z', '--name-only', '--full-tree'),
      inCheckout(...diff),
    ])
    return changedFiles(top, new Set(known.split('\0')), parseChanges(changes))
  } catch (error) {
    throw refuse(error)
  }
}

interface Changes {
  readonly changed: ReadonlySet<string>
  readonly deleted: readonly string[]
}

/** `known` are the files of the revision; all names are relative to the checkout's top folder, with slashes. */
function changedFiles(top: string, known: ReadonlySet<string>, { changed, deleted }: Changes): ChangedFiles {
  const isChanged = (root: string, path: string): boolean => {
    const name = relative(root, path)
    if (name.startsWith('..') || isAbsolute(name)) return true
    const asGit = sep === '/' ? name : name.replaceAll(sep, '/')
    return !known.has(asGit) || changed.has(asGit)
  }
  // A link has changed if it leads elsewhere, and if what it leads to has changed.
  const realTop = realpathSync(top)
  return {
    has: path => isChanged(top, path) || isChanged(realTop, realPathOf(path)),
    deleted: deleted.map(name => resolve(top, name)),
  }
}

function realPathOf(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}

/** Reads what `git diff --name-status -z` prints: `M NUL name NUL`, or `R097 NUL old NUL new NUL`. */
function parseChanges(text: string): Changes {
  const fields = text.split('\0').values()
  const changed = new Set<string>()
  const deleted: string[] = []
  for (const status of fields) {
    if (status === '') break
    const name = fields.next().value ?? ''
    if (status.startsWith('D')) deleted.push(name)
    changed.add(/^[RC]/.test(status) ? (fields.next().value ?? '') : name)
  }
  return { changed, deleted }
}

/** What git itself says of it, in a line. */
function reasonOf(error: unknown): string {
  const { code, stderr, message } = error as NodeJS.ErrnoException & { readonly stderr?: string }
  if (code === 'ENOENT') return 'git is not installed'
  const [line] = (stderr ?? '').split('\n').filter(Boolean)
  return (line ?? message).replace(/^fatal: /, '')
}

/** A listing of a large checkout has some MB. */
const mostOutput = 256 * 1024 * 1024

const git = (folder: string, ...args: string[]): Promise<string> =>
  new Promise((fulfil, reject) => {
    const env = { ...process.env, LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0' }
    execFile('git', args, { cwd: folder, env, maxBuffer: mostOutput }, (error, stdout, stderr) =>
      error ? reject(Object.assign(error, { stderr })) : fulfil(stdout),
    )
  })
