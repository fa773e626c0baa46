// Asks at a terminal whether something is meant.
import { fault } from '../base/errors.ts'

/** Asks, and takes no answer for a no; throws `plan-unconfirmed` where nobody can be asked. */
export async function confirmed(message: string, isJson: boolean): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY || isJson)
    throw fault('plan-unconfirmed', 'there is no terminal to ask on; use --yes')
  const { confirm } = await import('@inquirer/prompts')
  return confirm({ message, default: false }, { output: process.stderr }).catch((error: Error) => {
    if (error.name === 'ExitPromptError') return false
    throw error
  })
}
