import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { BaseCommand } from '../cli/base-command.ts'
import type { Imported } from '../operations/import-zone.ts'

const forms = ['bind', 'yaml'] as const

export default class Import extends BaseCommand {
  static override summary = 'Take a zone from a BIND master file, or YAML, into a YAML zone file'
  static override description =
    `A new file is written in canonical form. In a file of the same zone that is there already, what differs is changed and what is missing is added, and everything else stays, comments included; what only that file has stays too, unless --prune takes it out. What its \`ignore\` matches and records of included files are left alone, as are aliases and routing policies unless the imported file is YAML.

From a provider, a zone comes as what \`dnsctl export --from-provider NAME --format yaml\` writes.

The serial of the SOA is not taken over: the provider manages it.`
  static override examples = [
    '<%= config.bin %> import --from bind example.com.zone',
    '<%= config.bin %> import db.example --origin example.com --into zones/example.com.yaml --prune',
    '<%= config.bin %> export example.com --from-provider aws --format yaml | <%= config.bin %> import - --from yaml',
    'dig @192.0.2.53 example.com AXFR | <%= config.bin %> import - --origin example.com',
  ]
  static override args = {
    file: Args.string({ description: 'file to read; - for what comes in on stdin', required: true }),
  }
  static override flags = {
    from: Flags.option({ options: forms, default: 'bind' as const, description: 'form of the file' })(),
    into: Flags.string({
      helpValue: 'FILE',
      description: 'YAML file to write or change; zones/NAME.yaml if left out',
    }),
    origin: Flags.string({ helpValue: 'NAME', description: 'the zone, if the file does not say it' }),
    prune: Flags.boolean({ description: 'take out what only the YAML file has' }),
  }

  async run(): Promise<Imported> {
    const { args, flags } = await this.parse(Import)
    const { importZone } = await import('../operations/import-zone.ts')
    const imported = await importZone({ cwd: process.cwd(), ...args, ...flags }, this.listener)
    if (!this.jsonEnabled()) {
      const { importText } = await import('../cli/views/import-text.ts')
      const { colorsFor, takesColors } = await import('../cli/colors.ts')
      this.log(importText(imported, colorsFor(takesColors(process.stdout, process.env))))
    }
    return imported
  }
}
