import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import type { Problem } from '../../base/errors.ts'
import { BaseCommand } from '../../cli/base-command.ts'
import type { LoadedProxy, WantedProxy } from '../../operations/proxy/load-proxy-settings.ts'
import type { ProxyEvent } from '../../operations/proxy/proxy-events.ts'

interface Checked {
  readonly files: readonly string[]
  readonly warnings: readonly Problem[]
}

export default class ProxyCommand extends BaseCommand {
  static override summary =
    'Stand in front of name servers or resolvers, and see to it that queries are answered'
  static override description =
    `Servers that are named here are asked without a file; else the settings are those of \`proxy:\` in dnsctl.yaml, or of the file that --config names, in the words of dnsdist's YAML.

Signals: HUP reads the settings anew, and goes on with those before if there is something wrong with them; USR2 prints the counters; TERM and INT answer what has arrived and end.`
  static override examples = [
    '<%= config.bin %> proxy 192.0.2.1 192.0.2.2',
    '<%= config.bin %> proxy --listen 127.0.0.1:5353 192.0.2.1 [2001:db8::1]:5300',
    '<%= config.bin %> proxy --config proxy.yaml --user dnsctl',
    {
      description: 'Find everything that is wrong with the settings',
      command: '<%= config.bin %> proxy --check-config',
    },
  ]
  static override strict = false
  static override args = {
    backend: Args.string({
      description: 'servers to ask, beside those of the settings; port 53 if one names none',
    }),
  }
  static override flags = {
    listen: Flags.string({
      char: 'l',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'ADDRESS',
      description:
        'address to answer on, over UDP and TCP, instead of those of the settings; port 53 if it names none, 0 for a free one',
    }),
    config: Flags.string({
      char: 'c',
      helpValue: 'FILE',
      description: 'file of the settings (default: "proxy" in dnsctl.yaml)',
    }),
    'check-config': Flags.boolean({
      description: 'read and check the settings, tell what is wrong, and start nothing',
    }),
    workers: Flags.integer({
      min: 1,
      max: 256,
      helpValue: 'N',
      description: 'threads that answer over UDP; one for each core if it is left out',
    }),
    user: Flags.string({
      helpValue: 'NAME[:GROUP]',
      description: 'user to become once the addresses are bound, when started as root',
    }),
  }

  async run(): Promise<Checked | ProxyEvent> {
    const { argv, flags } = await this.parse(ProxyCommand)
    const { readFile } = await import('node:fs/promises')
    const { listFiles } = await import('../../config/list-files.ts')
    const { loadProxySettings } = await import('../../operations/proxy/load-proxy-settings.ts')
    const wanted: WantedProxy = {
      cwd: process.cwd(),
      env: process.env,
      file: flags.config,
      listen: flags.listen,
      backends: argv as string[],
      readFile: path => readFile(path, 'utf8'),
      listFiles,
    }
    const loaded = await loadProxySettings(wanted)
    if (!flags['check-config']) return this.#serve(wanted, loaded, flags)
    const { settings, files, warnings } = loaded
    for (const warning of warnings) this.warnOf(warning)
    if (!this.jsonEnabled()) {
      const { proxySettingsText } = await import('../../cli/views/proxy-settings.ts')
      this.logToStderr(proxySettingsText(settings))
    }
    return { files, warnings }
  }

  async #serve(
    wanted: WantedProxy,
    { settings, warnings }: LoadedProxy,
    { workers, user: named }: { readonly workers?: number | undefined; readonly user?: string | undefined },
  ): Promise<ProxyEvent> {
    const { systemClock } = await import('../../base/clock.ts')
    const { proxyEventText } = await import('../../cli/views/proxy-event.ts')
    const { findUser } = await import('../../net/platform/user.ts')
    const { serveProxy } = await import('../../operations/proxy/serve-proxy.ts')
    const { startThread } = await import('../../operations/start-thread.ts')

    // A reader of the log that goes away must not take the proxy with it.
    for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
    const isJson = this.jsonEnabled() || settings.logging.structured.enabled
    const onEvent = (event: ProxyEvent): void => {
      if (this.jsonEnabled()) this.logJson(event)
      else process.stderr.write(`${isJson ? JSON.stringify(event) : proxyEventText(event)}\n`)
    }
    for (const warning of warnings) onEvent({ event: 'problem', problem: warning })
    const user = named === undefined ? undefined : await findUser(named)
    // Asked for before anything is said, so that whoever reads "listening" may send a signal at once.
    const end = new Promise(resolve => {
      process.once('SIGTERM', resolve)
      process.once('SIGINT', resolve)
    })
    const starting = serveProxy(wanted, {
      settings,
      workers,
      user,
      startThread: startThread('proxy/udp-thread'),
      clock: systemClock,
      onEvent,
      output: process.stdout,
    })
    process.on('SIGHUP', async () => (await starting).reload())
    const proxy = await starting
    process.on('SIGUSR2', () => onEvent({ event: 'summary', ...proxy.summary() }))
    await end
    await proxy.close()
    const summary: ProxyEvent = { event: 'summary', ...proxy.summary() }
    if (!this.jsonEnabled()) onEvent(summary)
    return summary
  }

  /** One line for each event, so that a reader needs no parser of streams. */
  override logJson(json: unknown): void {
    process.stdout.write(`${JSON.stringify(json)}\n`)
  }
}
