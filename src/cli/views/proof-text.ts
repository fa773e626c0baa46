// What the authoritative servers of a zone answer: a table of servers, and one of server × RRset for what differs.
import { relativeName } from '../../dns/name.ts'
import { type Cell, isProven, type Proof, type ServerProof, serverText } from '../../proof/proof.ts'
import { printable } from '../printable.ts'
import { columns } from './columns.ts'
import { countText } from './count-text.ts'

/** Rows of the table of what differs. */
const mostRows = 50
const mostLetters = 100

/** Prints a summary line, the servers with their serials, and what they do not answer as expected. */
export function proofText(proof: Proof): string {
  const { zone, servers, unequal, unequalCount, unresolved, unreachable, hidden, interrupted } = proof
  const rows = unequal.slice(0, mostRows)
  return [
    `${zone}: ${summaryOf(proof)}`,
    ...(servers.length > 0 ? [indented(columns(serverRows(servers)))] : []),
    ...(rows.length > 0
      ? [
          '',
          indented(columns([['SERVER', 'NAME', 'TYPE', 'ANSWER'], ...rows.map(cell => rowOf(cell, proof))])),
        ]
      : []),
    ...(unequalCount > rows.length ? [`  … and ${unequalCount - rows.length} more`] : []),
    ...unresolved.map(({ name, reason }) => `  ${name}: ${printable(reason)}`),
    ...unreachable.map(({ name, reason }) => `  ${name} was not asked: ${reason}`),
    ...(interrupted ? ['  the asking was interrupted'] : []),
    ...(hidden > 0 ? [`  ${countText(hidden, 'RRset')} cannot be asked for and compared`] : []),
  ].join('\n')
}

function summaryOf(proof: Proof): string {
  const { servers, asked, unequalCount } = proof
  if (servers.length === 0) return 'not proven, no server could be asked'
  const all = `${countText(servers.length, 'server')}, ${countText(asked, 'answer')}`
  if (isProven(proof)) return `proven, ${all}`
  return `not proven, ${all}, ${unequalCount} not as expected`
}

const serverRows = (servers: readonly ServerProof[]): string[][] => [
  ['SERVER', 'SERIAL', 'AS EXPECTED'],
  ...servers.map(server => [
    serverText(server),
    server.serial === undefined ? '-' : String(server.serial),
    `${server.asked - server.unequal} of ${server.asked}`,
  ]),
]

function rowOf({ server, owner, type, status, detail }: Cell, { zone }: Proof): string[] {
  const text = printable(`${status}: ${detail}`)
  const short = text.length > mostLetters ? `${text.slice(0, mostLetters - 1)}…` : text
  return [server, relativeName(owner, zone), type, short]
}

const indented = (text: string): string => text.replace(/^/gm, '  ')
