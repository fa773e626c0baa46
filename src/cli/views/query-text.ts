// A DNS answer for people, in the form that dig made familiar.
import { extendedError } from '../../dns/codes.ts'
import { escapeOctets } from '../../dns/rr/kinds/strings.ts'
import type { Edns } from '../../dns/wire/edns.ts'
import type { EdnsOption } from '../../dns/wire/edns-options.ts'
import type { Message } from '../../dns/wire/message.ts'
import type { MessageRecord } from '../../dns/wire/record.ts'
import { endpointText } from '../../net/address.ts'
import type { Reply } from '../../net/client/ask.ts'

/** Prints the whole answer: header, EDNS, sections, and how it came. */
export function queryText(reply: Reply): string {
  const { message } = reply
  const width = ownerWidth(message)
  const blocks = [
    headerText(message),
    ...(message.edns ? [ednsText(message.edns)] : []),
    sectionText(
      'QUESTION',
      message.questions.map(q => `;${q.name.padEnd(width)} ${q.class} ${q.type}`),
    ),
    ...sections(message).map(([title, records]) =>
      sectionText(
        title,
        records.map(record => recordText(record, width)),
      ),
    ),
    footerText(reply),
  ]
  return blocks.filter(block => block !== '').join('\n\n')
}

/** Prints the answers' data alone, one a line. */
export const queryShortText = (reply: Reply): string =>
  reply.message.answers.map(({ rdata }) => rdata).join('\n')

const sections = (message: Message): readonly (readonly [string, readonly MessageRecord[]])[] => [
  ['ANSWER', message.answers],
  ['AUTHORITY', message.authorities],
  ['ADDITIONAL', message.additionals],
]

function headerText(message: Message): string {
  const { opcode, rcode, id, flags, edns } = message
  const counts = [
    `QUERY: ${message.questions.length}`,
    `ANSWER: ${message.answers.length}`,
    `AUTHORITY: ${message.authorities.length}`,
    // The OPT record is one of the section, as in the header that came.
    `ADDITIONAL: ${message.additionals.length + (edns ? 1 : 0)}`,
  ]
  return [
    `;; ->>HEADER<<- opcode: ${opcode}, status: ${rcode}, id: ${id}`,
    `;; flags: ${[...flags].join(' ')}; ${counts.join(', ')}`,
  ].join('\n')
}

function ednsText({ version, dnssecOk, udpSize, options }: Edns): string {
  return [
    ';; OPT PSEUDOSECTION:',
    `; EDNS: version: ${version}, flags:${dnssecOk ? ' do' : ''}; udp: ${udpSize}`,
    ...options.map(option => `; ${optionText(option)}`),
  ].join('\n')
}

/** What a server writes may be meant for a terminal, so only printable ASCII is shown as it is. */
const quoted = (octets: Uint8Array): string => `"${escapeOctets(octets)}"`

function optionText(option: EdnsOption): string {
  if ('data' in option) return `${option.name}: ${option.data}`
  switch (option.name) {
    case 'NSID':
      return `NSID: ${option.id} (${quoted(Buffer.from(option.id, 'hex'))})`
    case 'ECS':
      return `CLIENT-SUBNET: ${option.address}/${option.sourcePrefix}/${option.scopePrefix}`
    case 'COOKIE':
      return `COOKIE: ${option.client}${option.server ?? ''}`
    case 'KEEPALIVE':
      return `TCP-KEEPALIVE: ${option.timeoutMs === undefined ? 'asked for' : `${option.timeoutMs / 1000} s`}`
    case 'PADDING':
      return `PADDING: ${option.length} octets`
    case 'EDE': {
      const title = extendedError(option.infoCode) ?? 'unassigned'
      return `EDE: ${option.infoCode} (${title})${option.text && `: ${quoted(Buffer.from(option.text))}`}`
    }
    default:
      return option satisfies never
  }
}

const sectionText = (title: string, lines: readonly string[]): string =>
  lines.length === 0 ? '' : [`;; ${title} SECTION:`, ...lines].join('\n')

function recordText({ owner, ttl, type, rdata, class: recordClass }: MessageRecord, width: number): string {
  return `${owner.padEnd(width)} ${String(ttl).padEnd(6)} ${recordClass.padEnd(2)} ${type.padEnd(6)} ${rdata}`
}

/** Owners share a column, unless a long one would push all data far to the right. */
function ownerWidth(message: Message): number {
  const owners = sections(message).flatMap(([, records]) => records.map(({ owner }) => owner.length))
  return Math.min(40, Math.max(0, ...owners))
}

function footerText({ server, transport, ms, octets }: Reply): string {
  return [
    `;; query time: ${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`,
    `;; server: ${endpointText(server)} (${transport})`,
    `;; msg size: ${octets.length}`,
  ].join('\n')
}
