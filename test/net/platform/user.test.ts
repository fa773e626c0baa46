// Users of this system, and giving up the rights of root for all threads.
import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import type { ErrorCode } from '../../../src/base/errors.ts'
import { becomeUser, findUser } from '../../../src/net/platform/user.ts'

const me = { uid: process.getuid!(), gid: process.getgid!() }

test('a user is found by name and by number, with its group or another', async () => {
  const name = execFileSync('id', ['-un'], { encoding: 'utf8' }).trim()
  expect(await findUser(name)).toMatchObject(me)
  expect(await findUser(String(me.uid))).toMatchObject(me)
  expect(await findUser(`${name}:12`)).toMatchObject({ uid: me.uid, gid: 12 })
  expect(await findUser('4000123:4000124')).toMatchObject({
    uid: 4000123,
    gid: 4000124,
    groups: [4000124],
  })
})

test.for([
  ['no-such-user', 'there is no user "no-such-user" on this system'],
  ['4000123', 'there is no user "4000123" on this system'],
  ['-u', 'there is no user "-u" on this system'],
  [`${me.uid}:no-such-group`, 'there is no group "no-such-group" on this system'],
  ['', '"" is not a user such as dnsctl:dns'],
  ['root:', '"root:" is not a user such as dnsctl:dns'],
] as const)('"%s" is refused', async ([text, message]) => {
  const code: ErrorCode = 'user-unknown'
  await expect(findUser(text)).rejects.toMatchObject({ problems: [{ code, message }] })
})

test('who is that user already need not change', () => {
  becomeUser({ name: 'me', ...me, groups: [1, 2, 3] })
  expect(process.getuid!()).toBe(me.uid)
})

describe.runIf(me.uid !== 0)('without the rights of root', () => {
  test('becoming another user is refused', () => {
    const other = { name: 'root', uid: 0, gid: 0, groups: [] }
    expect(() => becomeUser(other)).toThrow(expect.objectContaining({ code: 'user-denied' }))
  })
})
