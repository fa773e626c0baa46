import { expect, test } from 'vitest'
import { fault, problem } from '../../../src/base/errors.ts'
import { BaseCommand } from '../../../src/cli/base-command.ts'
import { locksText } from '../../../src/cli/views/lock-text.ts'
import { problemsGithub } from '../../../src/cli/views/problems-github.ts'
import { parseName } from '../../../src/dns/name.ts'
import { runCommand } from '../../commands/workspace-folder.ts'

test('who holds a lock is told, and steers no terminal', () => {
  const text = locksText([
    {
      zone: parseName('example.com.'),
      provider: 'aws',
      holder: { user: '\u001b]0;x\u0007', host: 'a\n::error::b', pid: 1, process: 'unknown' },
      purpose: '\u202egnp.exe',
      since: '2026-01-01T00:00:00.000Z',
      expires: '2026-01-01T00:01:00.000Z',
    } as Parameters<typeof locksText>[0][number],
  ])
  expect(text).toContain('is locked by \\u{1b}]0;x\\u{7}@a\\u{a}::error::b, process 1')
  expect(text).toContain('for    \\u{202e}gnp.exe')
})

test('an annotation is one command, and steers no log', () => {
  expect(problemsGithub([problem('zone-locked', 'by \u001b[2J%0A\r\n::warning::x \u202ey')])).toBe(
    '::error title=zone-locked::by \\u{1b}[2J%250A%0A::warning::x \\u{202e}y',
  )
})

test('what a provider says is an error of one line', async () => {
  class Failing extends BaseCommand {
    async run(): Promise<void> {
      throw fault('zone-locked', 'by \u001b[2J\n::error::x')
    }
  }
  const { stderr } = await runCommand(Failing)
  expect(stderr).toBe('error: zone-locked: by \\u{1b}[2J\\u{a}::error::x\n')
})
