import * as Flags from '@oclif/core/flags'
import type { Problem } from '../../base/errors.ts'
import { BaseCommand } from '../../cli/base-command.ts'

export default class ProxyReload extends BaseCommand {
  static override summary = 'Have a running proxy read its settings anew'
  static override description =
    'The settings are checked first, and put into force as a whole: counters, caches, connections and what is known of servers are kept. If something is wrong with them, the proxy goes on with those before, and this command tells why.'
  static override examples = [
    '<%= config.bin %> proxy reload',
    '<%= config.bin %> proxy reload --config proxy.yaml',
    '<%= config.bin %> proxy reload --socket /run/dnsctl/proxy.sock',
  ]
  static override flags = {
    config: Flags.string({
      char: 'c',
      helpValue: 'FILE',
      description: 'file of the settings that the proxy was started with (default: "proxy" in dnsctl.yaml)',
    }),
    socket: Flags.string({
      helpValue: 'PATH',
      description: 'socket of the proxy, instead of the one that the settings name',
      exclusive: ['config'],
    }),
  }

  async run(): Promise<{ warnings: readonly Problem[] }> {
    const { flags } = await this.parse(ProxyReload)
    const { readFile } = await import('node:fs/promises')
    const { resolve } = await import('node:path')
    const { listFiles } = await import('../../config/list-files.ts')
    const { giveOrder } = await import('../../operations/proxy/control-socket.ts')
    const { findControlSocket } = await import('../../operations/proxy/find-control-socket.ts')
    const files = {
      cwd: process.cwd(),
      env: process.env,
      file: flags.config,
      readFile: (path: string) => readFile(path, 'utf8'),
      listFiles,
    }
    const path =
      flags.socket === undefined ? await findControlSocket(files) : resolve(process.cwd(), flags.socket)
    const { warnings } = (await giveOrder(path, 'reload')) as { warnings: readonly Problem[] }
    for (const warning of warnings) this.warnOf(warning)
    this.logToStderr('the settings were read anew, and are in force')
    return { warnings }
  }
}
