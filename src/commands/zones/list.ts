import * as Flags from '@oclif/core/flags'
import { BaseCommand } from '../../cli/base-command.ts'
import { exitCodes } from '../../cli/exit-codes.ts'
import { configFlag } from '../../cli/flags.ts'
import type { ListedZones } from '../../operations/list-zones.ts'

export default class ZonesList extends BaseCommand {
  static override summary = 'List the zones of the files and of the providers'
  static override description =
    'A zone is listed once for each provider that holds it or that a file wants to hold it. Zones that are only in a file are applied with `dnsctl apply`; zones without a file are left alone. A provider that cannot be asked hides no other; the exit code is 1 then.'
  static override examples = [
    '<%= config.bin %> zones list',
    '<%= config.bin %> zones list --provider local --json',
  ]
  static override flags = {
    config: configFlag,
    provider: Flags.string({ helpValue: 'NAME', description: 'look at this provider only' }),
  }

  async run(): Promise<ListedZones> {
    const { flags } = await this.parse(ZonesList)
    const { listZones } = await import('../../operations/list-zones.ts')
    const { openCheckout } = await import('../../operations/checkout.ts')
    const { zoneListText } = await import('../../cli/views/zone-list.ts')
    const listed = await listZones(
      await openCheckout(process.cwd(), flags.config, this.listener),
      flags.provider,
    )
    for (const problem of listed.problems) this.warnOf(problem)
    this.log(zoneListText(listed.zones))
    for (const { provider, problems } of listed.unlisted ?? [])
      for (const problem of problems) this.warnOf({ ...problem, message: `${provider}: ${problem.message}` })
    if (listed.unlisted) process.exitCode = exitCodes.error
    return listed
  }
}
