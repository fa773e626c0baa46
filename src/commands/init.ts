import * as Flags from '@oclif/core/flags'
import { BaseCommand } from '../cli/base-command.ts'
import type { Initialised } from '../operations/init-workspace.ts'

export default class Init extends BaseCommand {
  static override summary = 'Set up a folder for zones as code'
  static override description =
    `Writes dnsctl.yaml, a first zone, the JSON Schemas by which editors complete and check both, and keeps the store out of git. Files that are there stay as they are.

The schemas are copies, to be committed: editors find them wherever dnsctl is installed. To renew them after an update, delete the copies and run this again.`
  static override examples = ['<%= config.bin %> init', '<%= config.bin %> init --zone example.org']
  static override flags = {
    zone: Flags.string({
      helpValue: 'NAME',
      description: 'name of the zone; example.com, unless there are zones already, if left out',
    }),
  }

  async run(): Promise<Initialised> {
    const { flags } = await this.parse(Init)
    const { initWorkspace } = await import('../operations/init-workspace.ts')
    const done = await initWorkspace({
      cwd: process.cwd(),
      zone: flags.zone,
      packageFolder: this.config.root,
    })
    for (const file of done.created) this.log(`created   ${file}`)
    for (const file of done.extended) this.log(`extended  ${file}`)
    for (const file of done.kept) this.log(`kept      ${file}`)
    return done
  }
}
