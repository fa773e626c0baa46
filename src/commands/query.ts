import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { BaseCommand } from '../cli/base-command.ts'
import type { QueryJson } from '../cli/views/query-json.ts'
import type { Edns } from '../dns/wire/edns.ts'

export default class Query extends BaseCommand {
  static override summary = 'Ask a DNS server, as dig does'
  static override description =
    `The words may come in any order: a name, a type (A if there is none), a class, and @SERVER, which is a host with an optional port: @192.0.2.53, @127.0.0.1:5300, @127.0.0.1#5300, @[2001:db8::53]:5300. Without @SERVER, the first resolver of the system is asked.

A truncated answer is asked for again over TCP. The exit code is 0 for any answer, also for NXDOMAIN or SERVFAIL, and 1 if there is none.`
  static override examples = [
    '<%= config.bin %> query www.example.com',
    '<%= config.bin %> query @127.0.0.1:5300 example.com MX',
    '<%= config.bin %> query -x 192.0.2.1',
    '<%= config.bin %> query example.com SOA @127.0.0.1:5300 --short',
    '<%= config.bin %> query example.com DNSKEY --dnssec --tcp --json',
  ]
  static override usage = 'query NAME [TYPE] [CLASS] [@SERVER] [flags]'
  // The words have no fixed order, and oclif knows arguments by their place only.
  static override strict = false
  static override args = {
    words: Args.string({ description: 'a name, a type, a class and @SERVER, in any order' }),
  }
  static override flags = {
    reverse: Flags.string({
      char: 'x',
      helpValue: 'ADDRESS',
      description: "ask for an address's name (PTR)",
    }),
    port: Flags.integer({
      char: 'p',
      default: 53,
      min: 1,
      max: 65535,
      description: 'port of the server where @SERVER names none',
    }),
    class: Flags.string({ char: 'c', helpValue: 'CLASS', description: 'class: IN, CH, HS, ANY or CLASSnnn' }),
    tcp: Flags.boolean({ description: 'ask over TCP at once' }),
    dnssec: Flags.boolean({ description: 'ask for DNSSEC records (DO)', exclusive: ['no-edns'] }),
    nsid: Flags.boolean({ description: "ask for the server's identifier", exclusive: ['no-edns'] }),
    bufsize: Flags.integer({
      min: 0,
      max: 65535,
      description: 'UDP payload size to offer with EDNS (default 1232)',
      exclusive: ['no-edns'],
    }),
    'no-edns': Flags.boolean({ description: 'ask without EDNS' }),
    'no-recurse': Flags.boolean({ aliases: ['norecurse'], description: 'do not ask for recursion (RD)' }),
    short: Flags.boolean({ description: "print the answers' data only" }),
    timeout: Flags.integer({ default: 5, min: 1, description: 'seconds to wait for an answer, each try' }),
    tries: Flags.integer({ default: 3, min: 1, description: 'how often to ask' }),
  }

  async run(): Promise<QueryJson> {
    const { argv, flags } = await this.parse(Query)
    const { parseQueryWords } = await import('../cli/query-words.ts')
    const { queryName } = await import('../operations/query-name.ts')
    const { queryJson } = await import('../cli/views/query-json.ts')
    const edns: Partial<Edns> = {
      ...(flags.bufsize !== undefined && { udpSize: flags.bufsize }),
      ...(flags.nsid && { options: [{ name: 'NSID', id: '' }] }),
      dnssecOk: flags.dnssec,
    }
    const reply = await queryName({
      ...parseQueryWords(argv as string[], flags),
      tcp: flags.tcp,
      recurse: !flags['no-recurse'],
      edns: flags['no-edns'] ? false : edns,
      timeoutMs: flags.timeout * 1000,
      tries: flags.tries,
    })
    if (!this.jsonEnabled()) {
      const { queryShortText, queryText } = await import('../cli/views/query-text.ts')
      const text = flags.short ? queryShortText(reply) : queryText(reply)
      if (text !== '') this.log(text)
    }
    return queryJson(reply)
  }
}
