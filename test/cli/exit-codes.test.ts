import { expect, test } from 'vitest'
import { type ErrorCode, problem } from '../../src/base/errors.ts'
import { exitCodeFor } from '../../src/cli/exit-codes.ts'

test.each<[ErrorCode, number]>([
  ['plan-stale', 3],
  ['plan-file-invalid', 3],
  ['plan-tampered', 3],
  ['plan-signature', 3],
  ['plan-foreign', 3],
  ['plan-expired', 3],
  ['zone-locked', 3],
  ['lease-lost', 3],
  ['resume-moved', 3],
  ['rollback-conflict', 3],
  ['run-pending', 3],
  ['plan-refused', 4],
  ['zone-stated', 4],
  ['usage-invalid', 2],
  ['plan-key', 1],
  ['plan-unconfirmed', 1],
  ['file-unreadable', 1],
])('%s: %i', (code, exitCode) => {
  expect(exitCodeFor([problem(code, 'x')])).toBe(exitCode)
})
