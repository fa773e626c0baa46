// The commands for CI: what they make of files, and what they say where there is no CI.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import CiComment from '../../src/commands/ci/comment.ts'
import CiPlanFile from '../../src/commands/ci/plan-file.ts'
import Plan from '../../src/commands/plan.ts'
import { pathOf, put, read, runCommand, useFolder } from './workspace-folder.ts'

useFolder()
beforeEach(() => {
  for (const name of ['GITHUB_ACTIONS', 'GITLAB_CI']) vi.stubEnv(name, undefined)
})
afterEach(() => {
  vi.unstubAllEnvs()
})

describe('ci comment', () => {
  it('shows a plan file as Markdown, under the marker', async () => {
    put('zones/example.com.yaml', 'zone: example.com\nttl: 1h\nrecords:\n  www: { A: 192.0.2.1 }\n')
    await runCommand(Plan, '--out', pathOf('plan.json'))
    const shown = await runCommand(CiComment, pathOf('plan.json'), '--marker', 'mine', '--dry-run')
    expect(shown.stdout).toMatch(/^<!-- mine -->\n\n### DNS plan: 1 to create/)
    expect(shown).toMatchObject({ stderr: '', exitCode: 0 })
  })

  it('shows no plan file that was altered', async () => {
    put('zones/example.com.yaml', 'zone: example.com\nttl: 1h\nrecords:\n  www: { A: 192.0.2.1 }\n')
    await runCommand(Plan, '--out', pathOf('plan.json'))
    put('plan.json', read('plan.json').replaceAll('192.0.2.1', '192.0.2.2'))
    const { stderr, exitCode } = await runCommand(CiComment, pathOf('plan.json'), '--dry-run')
    expect(stderr).toContain('error: plan-tampered: ')
    expect(exitCode).toBe(3)
  })

  it('shows any other text as it is', async () => {
    put('comment.md', '<!-- dnsctl-plan -->\n\ntext\n')
    const { stdout } = await runCommand(CiComment, pathOf('comment.md'), '--dry-run')
    expect(stdout).toBe('<!-- dnsctl-plan -->\n\ntext\n')
  })

  it.each([
    [['none.md', '--dry-run'], 'file-unreadable: '],
    [['comment.md'], 'ci-unknown: neither GITHUB_ACTIONS nor GITLAB_CI is "true"'],
  ])('%j fails', async ([file, ...flags], message) => {
    put('comment.md', 'text')
    const { stderr, exitCode } = await runCommand(CiComment, pathOf(file!), ...flags)
    expect(stderr).toContain(message)
    expect(exitCode).toBe(1)
  })
})

it('ci plan-file needs a run that it knows', async () => {
  const { stderr, exitCode } = await runCommand(CiPlanFile, '--commit', 'a'.repeat(40))
  expect(stderr).toContain('ci-unknown')
  expect(exitCode).toBe(1)
})
