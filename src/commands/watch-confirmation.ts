import * as Args from '@oclif/core/args'
import type { Event } from '../base/io.ts'
import { BaseCommand } from '../cli/base-command.ts'
import { configFlag } from '../cli/flags.ts'

export default class WatchConfirmation extends BaseCommand {
  static override hidden = true
  static override summary = 'Take a run back unless it is confirmed in time'
  static override description =
    '`apply` starts this by itself, with --confirm-within and --canary, as a process that goes on when the terminal is closed. What it does is in the `watch.log` of the run.'
  static override examples = ['<%= config.bin %> watch-confirmation 20261122-023012-7f3a']
  static override args = {
    id: Args.string({ description: 'the run', required: true }),
  }
  static override flags = { config: configFlag }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(WatchConfirmation)
    const { watchCheckout } = await import('../operations/confirm/watch-checkout.ts')
    const { readyMessage } = await import('../operations/confirm/start-watcher.ts')
    const { problemText } = await import('../base/errors.ts')
    // The terminal may be closed, and Ctrl-C is not meant for this process.
    for (const signal of ['SIGHUP', 'SIGINT'] as const) process.on(signal, () => {})
    // A full disk must not end it.
    for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
    const log = (text: string): void => void process.stdout.write(`${new Date().toISOString()} ${text}\n`)
    const listener = (event: Event): void => {
      if (event.kind === 'problem') log(problemText(event.problem))
      if (event.kind === 'note') log(event.text)
    }
    const onReady = (): void => {
      // Whoever started this is gone, perhaps: then nobody has to be told.
      if (process.connected) process.send!(readyMessage, () => process.connected && process.disconnect())
    }
    await watchCheckout({ cwd: process.cwd(), configFile: flags.config, id: args.id, listener, onReady, log })
  }
}
