// Another user that the process becomes once it has bound its addresses.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { fault } from '../../base/errors.ts'

export interface SystemUser {
  /** As it was asked for. */
  readonly name: string
  readonly uid: number
  readonly gid: number
  /** The groups it is in beside that one. */
  readonly groups: readonly number[]
}

const run = promisify(execFile)

/**
 * Looks up `NAME[:GROUP]`, either of which may be a number; throws `user-unknown`. A number for each need not be known to
 * the system, as is usual in containers.
 */
export async function findUser(text: string): Promise<SystemUser> {
  const [name = '', group] = text.split(':', 2)
  if (name === '' || group === '') throw fault('user-unknown', `"${text}" is not a user such as dnsctl:dns`)
  const gid = group === undefined ? undefined : await groupOf(group)
  const known = await userOf(name)
  if (known) return { ...known, name: text, gid: gid ?? known.gid }
  if (isNumber(name) && gid !== undefined) return { name: text, uid: Number(name), gid, groups: [gid] }
  throw fault('user-unknown', `there is no user "${name}" on this system`)
}

/** By the system's own program, which asks whatever the system is configured to ask. */
async function userOf(name: string): Promise<Omit<SystemUser, 'name'> | undefined> {
  const numbers = async (what: '-u' | '-g' | '-G'): Promise<number[]> =>
    (await run('id', [what, '--', name])).stdout.trim().split(' ').map(Number)
  try {
    const [[uid], [gid], groups] = await Promise.all([numbers('-u'), numbers('-g'), numbers('-G')])
    return { uid: uid!, gid: gid!, groups }
  } catch {
    return undefined
  }
}

const isNumber = (text: string): boolean => /^\d+$/.test(text)

async function groupOf(group: string): Promise<number> {
  if (isNumber(group)) return Number(group)
  try {
    return Number((await run('getent', ['group', group])).stdout.split(':')[2])
  } catch (error) {
    throw fault('user-unknown', `there is no group "${group}" on this system`, undefined, { cause: error })
  }
}

/**
 * Makes the whole process, all of its threads, run as a user from now on. Only the main thread may do it. Throws
 * `user-denied`, and then the process should end.
 */
export function becomeUser({ name, uid, gid, groups }: SystemUser): void {
  if (process.getuid?.() === uid && process.getgid?.() === gid) return
  try {
    // The user last, as it may not change the groups.
    process.setgroups?.([...groups])
    process.setgid?.(gid)
    process.setuid?.(uid)
  } catch (error) {
    const { code = 'failed' } = error as NodeJS.ErrnoException
    throw fault('user-denied', `cannot become the user ${name}: ${code}`, undefined, { cause: error })
  }
}
