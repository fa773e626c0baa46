// The page with the statistics of `dnsctl proxy`, bundled by scripts/build.mjs; it needs nothing but the server it is from.
import { html, render } from 'htm/preact'
import { useEffect, useState } from 'preact/hooks'
import { change } from './api.ts'
import { ChartPanel, charts } from './charts.ts'
import { durationText, shareText, wholeText } from './format.ts'
import { atFirst, follow, type Live, type PageState } from './state.ts'
import {
  type Act,
  blocksTable,
  changesTable,
  poolsTable,
  rulesTable,
  serversTable,
  topTable,
} from './tables.ts'

const themes = ['auto', 'light', 'dark'] as const
type Theme = (typeof themes)[number]

/** How it looks is kept in the browser; what else is there is not ours. */
const storedTheme = (): Theme => themes.find(theme => theme === localStorage.getItem('theme')) ?? 'auto'

function Page() {
  const [state, setState] = useState<PageState>(atFirst)
  const [theme, setTheme] = useState(storedTheme)
  const [problem, setProblem] = useState('')
  useEffect(() => follow(setState), [])
  useEffect(() => {
    document.documentElement.dataset.theme = theme
    localStorage.setItem('theme', theme)
  }, [theme])
  const { live, samples, isConnected } = state
  const act: Act = (method, path, body) => {
    setProblem('')
    change(method, path, body).catch((error: Error) => setProblem(error.message))
  }
  const next = themes[(themes.indexOf(theme) + 1) % themes.length]!
  return html`
    <header>
      <h1>dnsctl proxy</h1>
      ${live && html`<span>${live.report.version}, up for ${durationText(live.report.uptime)}</span>`}
      <span class="binds">
        ${live?.report.binds.map(({ address, protocol }) => html`<code title=${protocol}>${address}</code> `)}
      </span>
      <span id="connection" class=${isConnected ? 'status up' : 'status down'}>${isConnected ? 'live' : 'not connected'}</span>
      <button onClick=${() => setTheme(next)} title="Light, dark, or as the system has it">${theme}</button>
    </header>
    ${problem && html`<p id="problem" role="alert">${problem}</p>`}
    ${live && html`<${Tiles} live=${live} state=${state} />`}
    <div class="charts">
      ${charts.map(chart => html`<${ChartPanel} key=${chart.id} chart=${chart} samples=${samples} theme=${theme} />`)}
    </div>
    ${live && tables(live, act)}
  `
}

const tables = (live: Live, act: Act) => html`
  ${serversTable(live, act)} ${poolsTable(live)}
  ${rulesTable(live, 'rules', 'Rules', isOfQueries)}
  ${rulesTable(live, 'response-rules', 'Response rules', chain => !isOfQueries(chain))}
  ${blocksTable(live, act)}
  <div class="pair">
    ${topTable('top-names', 'Names asked most', live.top?.names ?? [])}
    ${topTable('top-clients', 'Clients that ask most', live.top?.clients ?? [])}
  </div>
  ${changesTable(live)}
`

const isOfQueries = (chain: string): boolean => chain === 'query_rules' || chain === 'cache_miss_rules'

function Tiles({ live: { report, servers }, state }: { live: Live; state: PageState }) {
  const { counters } = report
  const of = (name: string): number => counters[name] ?? 0
  const now = state.samples.at(-1)?.rates.queries ?? 0
  const hits = of('cacheHits') + of('staleAnswers')
  const usable = servers.filter(({ isUsable }) => isUsable).length
  return html`<div class="tiles">
    ${tile('Queries a second', wholeText(now))} ${tile('Queries', wholeText(of('queries')))}
    ${tile('From cache', shareText(hits / (hits + of('cacheMisses'))))}
    ${tile('Retried', wholeText(of('retries')))} ${tile('Failed', wholeText(of('failures')))}
    ${tile('Servers up', `${usable} of ${servers.length}`)}
  </div>`
}

const tile = (title: string, value: string) =>
  html`<div class="tile"><span>${title}</span><b>${value}</b></div>`

const root = document.getElementById('page')!
root.replaceChildren()
render(html`<${Page} />`, root)
