// A temporary folder as working directory, for tests of commands on files.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { captureOutput } from '@oclif/test'
import { afterEach, beforeEach, vi } from 'vitest'

let folder: string

/** Gives each test of a file a folder of its own. */
export function useFolder(): void {
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'dnsctl-test-'))
    vi.spyOn(process, 'cwd').mockReturnValue(folder)
  })
  afterEach(() => {
    vi.restoreAllMocks()
    rmSync(folder, { recursive: true })
    process.exitCode = undefined
  })
}

export const pathOf = (file: string): string => join(folder, file)

export function put(file: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(pathOf(file)), { recursive: true })
  writeFileSync(pathOf(file), text, { mode })
}

export const read = (file: string): string => readFileSync(pathOf(file), 'utf8')

interface Runnable {
  run(argv: string[], root: string): Promise<unknown>
}

/** Runs a command and gives what it printed, and its exit code. */
export async function runCommand(command: Runnable, ...argv: string[]) {
  process.exitCode = undefined
  const { stdout, stderr } = await captureOutput(() => command.run(argv, import.meta.url), { print: false })
  return { stdout, stderr, exitCode: process.exitCode ?? 0 }
}
