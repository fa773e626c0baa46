import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { BaseCommand } from '../../cli/base-command.ts'
import { configFlag } from '../../cli/flags.ts'
import type { ShownZone } from '../../operations/show-zone.ts'

export default class ZonesShow extends BaseCommand {
  static override summary = 'Show the records of a zone as a provider holds them'
  static override description =
    'Shows what is there now, not what the files want; `dnsctl plan` shows the difference. What the provider knows of the zone beside its records comes first, behind semicolons, as does what manages a record that is not ours to change. Of several providers, the first one in dnsctl.yaml that holds the zone is asked.'
  static override examples = [
    '<%= config.bin %> zones show example.com',
    '<%= config.bin %> zones show example.com --provider local --json',
  ]
  static override args = {
    zone: Args.string({ description: 'name of the zone, with or without its last dot', required: true }),
  }
  static override flags = {
    config: configFlag,
    provider: Flags.string({ helpValue: 'NAME', description: 'look at this provider' }),
  }

  async run(): Promise<ShownZone> {
    const { args, flags } = await this.parse(ZonesShow)
    const { showZone } = await import('../../operations/show-zone.ts')
    const { openCheckout } = await import('../../operations/checkout.ts')
    const { zoneArgument } = await import('../../cli/zone-argument.ts')
    const { zoneRecordsText } = await import('../../cli/views/zone-records.ts')
    const checkout = await openCheckout(process.cwd(), flags.config, this.listener)
    const shown = await showZone(checkout, zoneArgument(args.zone), flags.provider)
    this.log(zoneRecordsText(shown))
    return shown
  }
}
