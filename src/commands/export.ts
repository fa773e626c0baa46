import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { BaseCommand } from '../cli/base-command.ts'
import { configFlag } from '../cli/flags.ts'
import type { ExportFormat } from '../operations/export-zone.ts'
import type { ZoneDocument } from '../zonefile/zone-document.ts'

const formats: readonly ExportFormat[] = ['bind', 'json', 'yaml']

export default class Export extends BaseCommand {
  static override summary = 'Write a zone as a BIND master file, JSON or YAML'
  static override description =
    'Takes the zone as its file has it, or with --from-provider as a provider holds it. A master file gets an SOA if the zone states none; ALIAS records, aliases and routing policies have no place in one and are left out with a warning each; YAML and JSON have them all. With --json, the JSON form goes to stdout whatever the format.'
  static override examples = [
    '<%= config.bin %> export example.com',
    '<%= config.bin %> export zones/example.com.yaml --out example.com.zone',
    '<%= config.bin %> export example.com --from-provider aws --format yaml --out zones/example.com.yaml',
    '<%= config.bin %> export example.com --from-provider local --format json',
  ]
  static override args = {
    zone: Args.string({ description: 'name of a zone, or a zone file in YAML or BIND form', required: true }),
  }
  static override flags = {
    config: configFlag,
    format: Flags.option({ options: formats, default: 'bind', description: 'form to write' })(),
    'from-provider': Flags.string({ helpValue: 'NAME', description: 'read the zone at this provider' }),
    out: Flags.string({ char: 'o', helpValue: 'FILE', description: 'write a file instead of to stdout' }),
  }

  async run(): Promise<ZoneDocument | undefined> {
    const { args, flags } = await this.parse(Export)
    const { exportZone } = await import('../operations/export-zone.ts')
    const { zone, text } = await exportZone(
      {
        cwd: process.cwd(),
        configFile: flags.config,
        zone: args.zone,
        provider: flags['from-provider'],
        format: flags.format,
        out: flags.out,
      },
      this.listener,
    )
    if (this.jsonEnabled()) return (await import('../zonefile/zone-document.ts')).zoneDocument(zone)
    for (const piece of text) process.stdout.write(piece)
    return undefined
  }
}
