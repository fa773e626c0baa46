import { Parser } from '@oclif/core'
import { describe, expect, test } from 'vitest'
import { forceFlag, liftedGuards, parseGuard } from '../../src/cli/force-flag.ts'

const lifted = async (...argv: string[]) => {
  const { flags, argv: rest } = await Parser.parse(argv, { flags: { force: forceFlag }, strict: false })
  return { lift: [...liftedGuards(flags.force)], rest }
}

test.each<[string, string[], string[]]>([
  ['none', [], []],
  ['one', ['--force=deletes'], ['deletes']],
  ['several in one', ['--force', 'deletes,access'], ['deletes', 'access']],
  ['several flags', ['--force=deletes', '--force=apex,deletes'], ['deletes', 'apex']],
])('%s', async (_title, argv, lift) => {
  expect(await lifted(...argv)).toEqual({ lift, rest: [] })
})

test('an argument behind it stays one', async () => {
  expect(await lifted('--force=deletes', 'example.com')).toEqual({ lift: ['deletes'], rest: ['example.com'] })
})

test('alone it is refused, with what there is', async () => {
  await expect(lifted('--force')).rejects.toThrow(
    'Flag --force expects one of these values: deletes, updates, empty, protected, apex, access',
  )
})

describe('what is no guard is refused, with what each guard is', () => {
  test.each([
    ['', /^--force needs the name of a guard\n {2}deletes {4}deletes more RRsets/],
    ['delete', /^--force: there is no guard "delete"; did you mean "deletes"\?\n {2}deletes/],
    ['all', /^--force: there is no guard "all"\n[^]*\n {2}access {5}changes/],
    ['toString', /^--force: there is no guard "toString"/],
  ])('"%s"', (text, message) => {
    expect(() => parseGuard(text)).toThrow(
      expect.objectContaining({
        problems: [
          expect.objectContaining({ code: 'usage-invalid', message: expect.stringMatching(message) }),
        ],
      }),
    )
  })
})
