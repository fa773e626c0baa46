import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { BaseCommand } from '../../cli/base-command.ts'
import { configFlag, lockTimeoutFlag } from '../../cli/flags.ts'
import type { DeletedZone } from '../../operations/delete-zone.ts'

export default class ZonesDelete extends BaseCommand {
  static override summary = 'Delete a zone at a provider, with all its records'
  static override description =
    `Shows how many records go, and asks. Whoever resolves the zone gets no answers from then on, so take its delegation away first. If the zone changes between the question and the answer, it stays as it is. The history keeps what it held, and \`rollback\` brings it back.

A zone that a zone file still states at the provider is not deleted, as the next apply would create it again; --force deletes it nevertheless. Of several providers, the one that holds the zone is meant; if more than one does, name one with --provider.

The exit code is 3 if the zone has changed meanwhile or is locked, 4 if a zone file states it, and 1 for any other failure.`
  static override examples = [
    '<%= config.bin %> zones delete example.com',
    '<%= config.bin %> zones delete example.com --provider local --yes --json',
  ]
  static override args = {
    zone: Args.string({ description: 'name of the zone, with or without its last dot', required: true }),
  }
  static override flags = {
    config: configFlag,
    provider: Flags.string({ helpValue: 'NAME', description: 'delete it at this provider' }),
    yes: Flags.boolean({ char: 'y', description: 'do not ask' }),
    force: Flags.boolean({ description: 'delete it though a zone file states it' }),
    'lock-timeout': lockTimeoutFlag,
  }

  async run(): Promise<DeletedZone> {
    const { args, flags } = await this.parse(ZonesDelete)
    const { deleteZone } = await import('../../operations/delete-zone.ts')
    const { confirmed } = await import('../../cli/confirm.ts')
    const { zoneArgument } = await import('../../cli/zone-argument.ts')
    const { deletedText, doomedText } = await import('../../cli/views/zone-changed.ts')
    const origin = zoneArgument(args.zone)
    const deleted = await deleteZone({
      cwd: process.cwd(),
      configFile: flags.config,
      origin,
      provider: flags.provider,
      force: flags.force,
      lockWaitMs: flags['lock-timeout'],
      listener: this.listener,
      show: zone => this.log(doomedText(zone)),
      agree: async () => flags.yes || confirmed('Delete it?', this.jsonEnabled()),
    })
    this.log(deletedText(deleted))
    this.listener({ kind: 'note', text: `run ${deleted.run}; what it did: dnsctl show ${deleted.run}` })
    return deleted
  }
}
