// A checkout of git in a temporary folder.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

export interface GitFolder {
  readonly path: string
  git(...args: string[]): string
  put(file: string, text: string): void
  /** Commits all there is, and gives the commit. */
  commit(): string
  remove(): void
}

/** Makes one that knows nothing of the user's own settings of git. */
export function gitFolder(): GitFolder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'dnsctl-git-')))
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' }
  const who = ['-c', 'user.name=Somebody', '-c', 'user.email=somebody@example.org']
  const git = (...args: string[]): string =>
    execFileSync('git', [...who, ...args], { cwd: path, env, encoding: 'utf8', stdio: 'pipe' })
  git('init', '--quiet', '--initial-branch=main')
  return {
    path,
    git,
    put(file, text) {
      mkdirSync(dirname(join(path, file)), { recursive: true })
      writeFileSync(join(path, file), text)
    },
    commit() {
      git('add', '--all')
      git('commit', '--quiet', '--message=x')
      return git('rev-parse', 'HEAD').trim()
    },
    remove: () => rmSync(path, { recursive: true }),
  }
}
