import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { BaseCommand } from '../cli/base-command.ts'
import { durationFlag } from '../cli/duration-flag.ts'
import { exitCodes } from '../cli/exit-codes.ts'
import { configFlag } from '../cli/flags.ts'
import { interruptible } from '../cli/interruptible.ts'
import type { CheckedZone } from '../operations/proof/check-zones.ts'

interface CheckJson {
  readonly zones: readonly CheckedZone[]
}

export default class Check extends BaseCommand {
  static override summary = 'Ask the authoritative servers whether they answer what the providers hold'
  static override description =
    `Every server of a zone is asked for every RRset, over UDP and where that does not suffice over TCP, and what is not as expected is asked again until it is or the time is over. A table names the server, the RRset and what differs.

The servers are those that --server names, else those of \`verify\` in dnsctl.yaml, else, for public zones at Route 53, those of the zone's NS records. Nothing is changed.

The exit code is 0 if all servers answer all as expected, 5 if one does not, and 1 if a zone could not be checked.`
  static override examples = [
    '<%= config.bin %> check',
    "<%= config.bin %> check example.com '*.example.net' --provider aws",
    '<%= config.bin %> check example.com --server ns1.example.net --server 192.0.2.53 --timeout 1m',
    '<%= config.bin %> check --json',
  ]
  static override strict = false
  static override args = {
    zone: Args.string({ description: 'zones or patterns of zones; all that the providers hold if left out' }),
  }
  static override flags = {
    provider: Flags.string({ helpValue: 'NAME', description: 'only what this provider holds' }),
    server: Flags.string({
      char: 's',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'HOST:PORT',
      description: 'ask this server, port 53 if none is given; several are given one by one',
    }),
    timeout: durationFlag({
      default: 10_000,
      description: 'how long to ask again what is not as expected',
    }),
    config: configFlag,
  }

  async run(): Promise<CheckJson> {
    const { argv, flags } = await this.parse(Check)
    const { openCheckout } = await import('../operations/checkout.ts')
    const { checkZones } = await import('../operations/proof/check-zones.ts')
    const { isProven } = await import('../proof/proof.ts')
    const checkout = await openCheckout(process.cwd(), flags.config, this.listener)
    const zones = await interruptible(signal =>
      checkZones({
        checkout,
        select: argv as string[],
        provider: flags.provider,
        servers: flags.server ?? [],
        timeoutMs: flags.timeout,
        listener: this.listener,
        signal,
      }),
    )
    if (zones.some(({ proof }) => !proof)) process.exitCode = exitCodes.error
    else if (!zones.every(({ proof }) => proof && isProven(proof))) process.exitCode = exitCodes.unverified
    if (!this.jsonEnabled()) {
      const { checkText } = await import('../cli/views/check-text.ts')
      this.log(checkText(zones))
    }
    return { zones }
  }
}
