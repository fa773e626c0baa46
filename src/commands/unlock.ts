import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { BaseCommand } from '../cli/base-command.ts'
import { configFlag } from '../cli/flags.ts'
import type { ZoneLock } from '../operations/unlock-zone.ts'

export default class Unlock extends BaseCommand {
  static override summary = 'Take the lock of a zone away from its holder'
  static override description =
    `Shows who holds the lock, and asks. It is seldom needed: a lock ends by itself a minute after its process could last renew it, and at once where that process is known to run no more.

A holder that still works writes nothing more from then on, but what it has sent to the provider is sent. The lock that was shown is taken away, and no other: if somebody else holds it by then, it stays. Of several providers, those are meant to which the zone file sends the zone.

The exit code is 3 if somebody else has taken the lock meanwhile, and 1 if nobody holds it.`
  static override examples = [
    '<%= config.bin %> unlock example.com',
    '<%= config.bin %> unlock example.com --provider local --yes --json',
  ]
  static override args = {
    zone: Args.string({ description: 'name of the zone, with or without its last dot', required: true }),
  }
  static override flags = {
    config: configFlag,
    provider: Flags.string({ helpValue: 'NAME', description: 'only the lock at this provider' }),
    yes: Flags.boolean({ char: 'y', description: 'do not ask' }),
  }

  async run(): Promise<{ readonly unlocked: readonly ZoneLock[] }> {
    const { args, flags } = await this.parse(Unlock)
    const { unlockZone } = await import('../operations/unlock-zone.ts')
    const { openCheckout } = await import('../operations/checkout.ts')
    const { confirmed } = await import('../cli/confirm.ts')
    const { zoneArgument } = await import('../cli/zone-argument.ts')
    const { locksText, unlockedText } = await import('../cli/views/lock-text.ts')
    const unlocked = await unlockZone({
      checkout: await openCheckout(process.cwd(), flags.config, this.listener),
      origin: zoneArgument(args.zone),
      provider: flags.provider,
      show: locks => this.log(locksText(locks)),
      agree: async () => flags.yes || confirmed('Take it away?', this.jsonEnabled()),
    })
    for (const lock of unlocked) this.log(unlockedText(lock))
    return { unlocked }
  }
}
