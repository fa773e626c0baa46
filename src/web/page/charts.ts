// The charts of the page: queries, drops and latencies of the last minutes.
import { html } from 'htm/preact'
import { useEffect, useRef } from 'preact/hooks'
import uPlot from 'uplot'
import type { Sample } from '../schemas.ts'

interface Line {
  readonly label: string
  /** Name of a variable of the style sheet. */
  readonly color: string
  /** How opaque what is below the line is, 0 to 1. */
  readonly fill?: number
  readonly read: (sample: Sample) => number
}

export interface Chart {
  readonly id: string
  readonly title: string
  readonly lines: readonly Line[]
}

const rate =
  (...counters: readonly string[]) =>
  ({ rates }: Sample): number =>
    counters.reduce((sum, counter) => sum + (rates[counter] ?? 0), 0)

/** Answers that took at most so many milliseconds. */
const within =
  (ms: number) =>
  ({ latencies }: Sample): number =>
    latencies.reduce(
      (sum, { upTo, count }) => sum + ((upTo ?? Number.POSITIVE_INFINITY) <= ms ? count : 0),
      0,
    )

/** In the order in which they are drawn: what is filled and larger lies behind. */
export const charts: readonly Chart[] = [
  {
    id: 'chart-queries',
    title: 'Queries a second',
    lines: [
      { label: 'all', color: '--blue', fill: 0.15, read: rate('queries') },
      { label: 'from cache', color: '--green', read: rate('cacheHits', 'staleAnswers') },
      { label: 'from servers', color: '--orange', read: rate('backendAnswers') },
    ],
  },
  {
    id: 'chart-drops',
    title: 'Drops and failures a second',
    lines: [
      { label: 'rules and blocks', color: '--violet', read: rate('ruleDrops', 'dynamicDrops') },
      { label: 'not allowed', color: '--blue', read: rate('aclDrops') },
      { label: 'malformed', color: '--gray', read: rate('noncompliantQueries') },
      { label: 'servers silent', color: '--orange', read: rate('timeouts') },
      { label: 'failed', color: '--red', read: rate('failures', 'overloadDrops') },
    ],
  },
  {
    id: 'chart-latency',
    title: 'Answers a second by latency',
    lines: [
      { label: 'all', color: '--red', fill: 1, read: within(Number.POSITIVE_INFINITY) },
      { label: '≤ 1 s', color: '--orange', fill: 1, read: within(1000) },
      { label: '≤ 100 ms', color: '--violet', fill: 1, read: within(100) },
      { label: '≤ 10 ms', color: '--blue', fill: 1, read: within(10) },
      { label: '≤ 1 ms', color: '--green', fill: 1, read: within(1) },
    ],
  },
]

/** A chart that follows what is counted; another theme draws it anew. */
export function ChartPanel({
  chart,
  samples,
  theme,
}: {
  chart: Chart
  samples: readonly Sample[]
  theme: string
}) {
  const place = useRef<HTMLDivElement>(null)
  const drawn = useRef<uPlot | undefined>(undefined)
  useEffect(() => {
    const element = place.current!
    const plot = new uPlot(optionsOf(chart, element), dataOf(chart, samples), element)
    drawn.current = plot
    const observer = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }))
    observer.observe(element)
    return () => {
      observer.disconnect()
      plot.destroy()
    }
  }, [chart, theme])
  useEffect(() => drawn.current?.setData(dataOf(chart, samples)), [chart, samples])
  return html`<section id=${chart.id} class="panel chart">
    <h2>${chart.title}</h2>
    <div ref=${place}></div>
  </section>`
}

const height = 180

const dataOf = ({ lines }: Chart, samples: readonly Sample[]): uPlot.AlignedData => [
  samples.map(({ time }) => time / 1000),
  ...lines.map(({ read }) => samples.map(read)),
]

function optionsOf({ lines }: Chart, element: HTMLElement): uPlot.Options {
  const color = (name: string): string => colorOf(element, name)
  const axis = {
    stroke: color('--dim'),
    grid: { stroke: color('--line'), width: 1 },
    ticks: { stroke: color('--line'), width: 1 },
    font: '11px system-ui, sans-serif',
  }
  return {
    width: element.clientWidth,
    height,
    cursor: { y: false, drag: { x: false, y: false } },
    scales: { y: { range: (_plot, _low, high) => [0, Math.max(1, high * 1.1)] } },
    axes: [
      { ...axis, space: 80 },
      { ...axis, size: 56, space: 30 },
    ],
    series: [
      {},
      ...lines.map(({ label, color: name, fill = 0 }) => ({
        label,
        stroke: color(name),
        width: 1.5,
        points: { show: false },
        ...(fill > 0 && { fill: softened(color(name), fill) }),
        value: (_plot: uPlot, value: number | null) => (value === null ? '–' : value.toFixed(1)),
      })),
    ],
  }
}

/** What a colour of the style sheet is at the moment, as canvases take it. */
function colorOf(element: HTMLElement, name: string): string {
  element.style.color = `var(${name})`
  const { color } = getComputedStyle(element)
  element.style.color = ''
  return color
}

const softened = (rgb: string, alpha: number): string =>
  rgb.replace('rgb(', 'rgba(').replace(')', `, ${alpha})`)
