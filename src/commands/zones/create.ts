import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { BaseCommand } from '../../cli/base-command.ts'
import { configFlag } from '../../cli/flags.ts'
import type { CreatedZone } from '../../operations/create-zone.ts'

export default class ZonesCreate extends BaseCommand {
  static override summary = 'Create a zone at a provider'
  static override description =
    `Creates a zone with nothing but what the provider gives it: an SOA, and its name servers if it has some, which are shown. \`dnsctl apply\` creates a zone by itself; this is for when its name servers have to be known first. A zone that is there already is an error, and stays as it is.

Of several providers, the one is meant to which a zone file sends the zone; else name one with --provider.`
  static override examples = [
    '<%= config.bin %> zones create example.com',
    '<%= config.bin %> zones create example.com --provider local --json',
  ]
  static override args = {
    zone: Args.string({ description: 'name of the zone, with or without its last dot', required: true }),
  }
  static override flags = {
    config: configFlag,
    provider: Flags.string({ helpValue: 'NAME', description: 'create it at this provider' }),
  }

  async run(): Promise<CreatedZone> {
    const { args, flags } = await this.parse(ZonesCreate)
    const { createZone } = await import('../../operations/create-zone.ts')
    const { openCheckout } = await import('../../operations/checkout.ts')
    const { zoneArgument } = await import('../../cli/zone-argument.ts')
    const { createdText } = await import('../../cli/views/zone-changed.ts')
    const origin = zoneArgument(args.zone)
    const checkout = await openCheckout(process.cwd(), flags.config, this.listener)
    const created = await createZone(checkout, origin, flags.provider, this.listener)
    this.log(createdText(created))
    return created
  }
}
