// Oclif calls this for a command that is not there: names the one that may be meant.
import type { Hook } from '@oclif/core/hooks'
import { nearest } from '../base/nearest.ts'

const commandNotFound: Hook<'command_not_found'> = async function ({ id, config }) {
  const asTyped = (text: string): string => text.replaceAll(':', ' ')
  const near = nearest(id, config.commandIDs)
  const hint = near === undefined ? `see ${config.bin} --help` : `did you mean "${asTyped(near)}"?`
  this.error(`there is no command "${asTyped(id)}"; ${hint}`, { exit: 2 })
}

export default commandNotFound
