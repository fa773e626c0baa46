import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { BaseCommand } from '../cli/base-command.ts'
import { configFlag } from '../cli/flags.ts'
import type { ServeEvent } from '../operations/serve/serve.ts'

export default class Serve extends BaseCommand {
  static override summary = 'Answer DNS queries from zone files or from the store'
  static override description =
    `Files are YAML zones or BIND master files; without any, the zones of the store are served, as \`dnsctl apply\` leaves them there. A change of a file or of the store is picked up as it happens, and no query is lost.

Signals: HUP reads every zone anew, USR2 prints the counters, TERM and INT answer what has arrived and end.`
  static override examples = [
    '<%= config.bin %> serve',
    '<%= config.bin %> serve zones/example.com.yaml --listen 127.0.0.1:5353',
    '<%= config.bin %> serve --store /var/lib/dnsctl/store --listen 192.0.2.53 --listen 2001:db8::53',
    '<%= config.bin %> serve zones/*.yaml --listen 127.0.0.1:0 --json',
    '<%= config.bin %> serve --listen 0.0.0.0 --listen :: --user dnsctl',
    '<%= config.bin %> serve --route53-api 127.0.0.1:8053 --insecure-no-auth',
  ]
  static override strict = false
  static override args = {
    file: Args.string({ description: 'zone files; the store if there is none' }),
  }
  static override flags = {
    listen: Flags.string({
      char: 'l',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'ADDRESS',
      description: 'address to answer on, over UDP and TCP; port 53 if it names none, 0 for a free one',
    }),
    store: Flags.directory({
      helpValue: 'DIR',
      description: 'folder of the store, instead of the one in dnsctl.yaml',
    }),
    'route53-api': Flags.string({
      helpValue: 'ADDRESS',
      description:
        "address to serve the store through Route 53's API too, over HTTP; port 8053 if it names none, 0 for a free one",
    }),
    'insecure-no-auth': Flags.boolean({
      description: "let everyone on this machine use Route 53's API; only on loopback",
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
    config: configFlag,
  }

  async run(): Promise<ServeEvent> {
    const { argv, flags } = await this.parse(Serve)
    const { randomInt } = await import('node:crypto')
    const { systemClock } = await import('../base/clock.ts')
    const { loadServeSettings } = await import('../operations/serve/serve-settings.ts')
    const { serve } = await import('../operations/serve/serve.ts')
    const { availableParallelism } = await import('node:os')
    const { becomeUser, findUser } = await import('../net/platform/user.ts')
    const { startThread } = await import('../operations/start-thread.ts')
    const { serveEventText } = await import('../cli/views/serve-event.ts')

    // A reader of the log that goes away must not take the server with it.
    for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
    const onEvent = (event: ServeEvent): void => {
      const text = serveEventText(event)
      if (this.jsonEnabled()) this.logJson(event)
      else if (text !== undefined) process.stderr.write(`${text}\n`)
    }
    const { route53Api, ...settings } = await loadServeSettings({
      cwd: process.cwd(),
      env: process.env,
      files: argv as string[],
      route53Api: flags['route53-api'],
      isInsecure: flags['insecure-no-auth'],
      ...flags,
    })
    if ('store' in settings.source) {
      const { revertAtStart } = await import('../operations/confirm/revert-at-start.ts')
      await revertAtStart({
        cwd: process.cwd(),
        configFile: flags.config,
        listener: event => event.kind === 'problem' && onEvent({ event: 'problem', problem: event.problem }),
      })
    }
    const user = flags.user === undefined ? undefined : await findUser(flags.user)
    // Asked for before anything is said, so that whoever reads "listening" may send a signal at once.
    const end = new Promise(resolve => {
      process.once('SIGTERM', resolve)
      process.once('SIGINT', resolve)
    })
    const starting = serve({
      ...settings,
      startFeed: startThread('serve/feed-thread'),
      route53Api: route53Api && { settings: route53Api, start: startThread('serve/route53-api-thread') },
      workers: { count: flags.workers ?? availableParallelism(), start: startThread('serve/udp-thread') },
      onBound: user && (() => becomeUser(user)),
      seed: randomInt(-(2 ** 31), 2 ** 31),
      clock: systemClock,
      onEvent,
    })
    process.on('SIGHUP', async () => (await starting).reload())
    const server = await starting
    process.on('SIGUSR2', () => onEvent({ event: 'summary', ...server.summary() }))
    await end
    await server.close()
    const summary: ServeEvent = { event: 'summary', ...server.summary() }
    if (!this.jsonEnabled()) process.stderr.write(`${serveEventText(summary)}\n`)
    return summary
  }

  /** One line for each event, so that a reader needs no parser of streams. */
  override logJson(json: unknown): void {
    process.stdout.write(`${JSON.stringify(json)}\n`)
  }
}
