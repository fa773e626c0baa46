// The tables of the page.
import { html } from 'htm/preact'
import {
  type Block,
  type Change,
  type Mode,
  modes,
  type Pool,
  type Rule,
  type Server,
  type TopEntry,
} from '../schemas.ts'
import { durationText, latencyText, octetsText, shareText, timeText, wholeText } from './format.ts'
import type { Live } from './state.ts'
import { type Column, table } from './table.ts'

/** Does what a button says. */
export type Act = (method: string, path: string, body?: unknown) => void

const column = <Row>(title: string, show: Column<Row>['show']): Column<Row> => ({ title, show })
const number = <Row>(title: string, read: (row: Row) => number, write = wholeText): Column<Row> => ({
  title,
  isNumber: true,
  show: row => write(read(row)),
})

/** The servers, with buttons where the API may change them. */
export const serversTable = ({ servers, isReadWrite }: Live, act: Act) =>
  table<Server>({
    id: 'servers',
    title: 'Servers',
    empty: 'There is no server.',
    rows: servers,
    keyOf: ({ name, address }) => `${name} ${address}`,
    columns: [
      column('Name', ({ name }) => name),
      column('Address', ({ address }) => html`<code>${address}</code>`),
      column('Status', statusOf),
      number('Latency', ({ latency }) => latency, latencyText),
      number('Queries', ({ queries }) => queries),
      number('Drops', ({ drops }) => drops),
      number('QPS', ({ qps }) => qps),
      number('Outstanding', ({ outstanding }) => outstanding),
      number('Weight', ({ weight }) => weight),
      number('Order', ({ order }) => order),
      column('Pools', ({ pools }) => pools.map(poolName).join(', ')),
      ...(isReadWrite ? [column('Set', (server: Server) => modeButtons(server, act))] : []),
    ],
  })

const statusOf = ({ mode, isUsable, isHealthy, lastFailure }: Server) => {
  const word = mode === 'drain' ? 'drain' : isUsable ? 'up' : 'down'
  const why = mode === 'auto' ? (isHealthy ? '' : (lastFailure ?? '')) : ' by hand'
  return html`<span class=${`status ${word}`} title=${why}>${word}${mode === 'auto' ? '' : ' (set)'}</span>`
}

const modeButtons = ({ name, address, mode }: Server, act: Act) => html`
  <span class="buttons">
    ${modes.map(
      (each: Mode) => html`
        <button
          disabled=${each === mode}
          title=${`Set ${name} ${each}`}
          onClick=${() => act('PUT', `servers/${encodeURIComponent(name || address)}/mode`, { mode: each })}
        >
          ${each}
        </button>
      `,
    )}
  </span>
`

const poolName = (name: string): string => name || '(default)'

/** Pools with their caches. */
export const poolsTable = ({ pools }: Live) =>
  table<Pool>({
    id: 'pools',
    title: 'Pools and caches',
    empty: 'There is no pool.',
    rows: pools,
    keyOf: ({ name }) => name,
    columns: [
      column('Pool', ({ name }) => poolName(name)),
      column('Policy', ({ policy }) => policy),
      column('Servers', ({ servers }) => servers.join(', ')),
      column('Cache', ({ cache }) => cache?.name ?? '–'),
      column(
        'Entries',
        ({ cache }) => cache && `${wholeText(cache.entries)} of ${wholeText(cache.maxEntries)}`,
      ),
      column('Memory', ({ cache }) => cache && octetsText(cache.octets)),
      number('Hits', ({ cache }) => cache?.hits ?? 0),
      number('Misses', ({ cache }) => cache?.misses ?? 0),
      number(
        'Hit rate',
        ({ cache }) => (cache ? cache.hits / (cache.hits + cache.misses) : Number.NaN),
        shareText,
      ),
      number('Stale', ({ cache }) => cache?.staleHits ?? 0),
      number('Evicted', ({ cache }) => cache?.evictions ?? 0),
    ],
  })

/** Rules of some chains. */
export function rulesTable(
  { rules, ruleCount }: Live,
  id: string,
  title: string,
  isOf: (chain: string) => boolean,
) {
  return table<Rule>({
    id,
    title,
    empty: 'There is no such rule.',
    rows: rules.filter(({ chain }) => isOf(chain)),
    keyOf: ({ chain, id: rule }) => `${chain} ${rule}`,
    note:
      ruleCount > rules.length
        ? `${wholeText(ruleCount - rules.length)} more rules are not shown.`
        : undefined,
    columns: [
      column('Chain', ({ chain }) => chain.replace(/_rules$/, '').replaceAll('_', ' ')),
      column('Name', ({ name }) => name),
      column('Matches when', ({ selector }) => html`<code>${selector}</code>`),
      column('Does', ({ action }) => html`<code>${action}</code>`),
      number('Matches', ({ matches }) => matches),
    ],
  })
}

/** What is blocked, by the proxy and by the kernel. */
export const blocksTable = ({ blocks, blockCount, isReadWrite }: Live, act: Act) =>
  table<Block>({
    id: 'blocks',
    title: 'Blocks',
    empty: 'Nothing is blocked.',
    rows: blocks,
    keyOf: ({ subject }) => subject,
    note:
      blockCount > blocks.length ? `${wholeText(blockCount - blocks.length)} more are not shown.` : undefined,
    columns: [
      column('Network or name', ({ subject }) => html`<code>${subject}</code>`),
      column('Why', ({ reason }) => reason),
      column('Action', ({ action, isWarning }) => (isWarning ? `${action} (warning only)` : action)),
      column('Where', ({ isKernel }) => (isKernel ? 'kernel' : 'proxy')),
      column('Left', ({ seconds }) => durationText(seconds)),
      number('Queries', ({ blocks: count }) => count),
      ...(isReadWrite
        ? [
            column(
              'Set',
              ({ subject }: Block) =>
                html`<button onClick=${() => act('DELETE', `blocks?subject=${encodeURIComponent(subject)}`)}>
                  unblock
                </button>`,
            ),
          ]
        : []),
    ],
  })

/** The most frequent names or clients of the last traffic. */
export const topTable = (id: string, title: string, rows: readonly TopEntry[]) =>
  table<TopEntry>({
    id,
    title,
    empty: 'Nothing was asked yet.',
    rows,
    keyOf: ({ text }) => text,
    columns: [
      column('', ({ text }) => html`<code>${text}</code>`),
      number('Seen', ({ count }) => count),
      number('Share', ({ share }) => share, shareText),
    ],
  })

/** What was changed while the proxy ran, the newest first. */
export const changesTable = ({ changes }: Live) =>
  table<Change>({
    id: 'changes',
    title: 'Changes',
    empty: 'Nothing was changed since the start.',
    rows: changes.toReversed(),
    keyOf: ({ time, what }, place) => `${time} ${what} ${place}`,
    columns: [
      column('Time', ({ time }) => timeText(time)),
      column('By', ({ by }) => by),
      column('What', ({ what }) => what),
    ],
  })
