// Sends numbers to a Carbon server (of Graphite), a line each over TCP: `path value seconds`.
import { createConnection } from 'node:net'
import type { MetricFamily } from './metric.ts'

/** Where numbers are sent, and how they are called there. */
export interface CarbonServer {
  readonly endpoint: { readonly host: string; readonly port: number }
  /** What each path begins with, as `dnsctl.host.main`. */
  readonly prefix: string
  readonly intervalMs: number
}

export interface CarbonSite {
  /** What is measured now. */
  readonly measure: () => readonly MetricFamily[]
  /** Milliseconds since 1970. */
  readonly clock: () => number
  /** Called when reports do not arrive, and once they do again, without a reason. */
  readonly onChange: (reason: string | undefined) => void
}

export interface CarbonSender {
  stop(): void
}

/** A report that takes longer is given up; the next one has newer numbers anyway. */
const longestSendMs = 10_000

/** Sends a report at once, then one each interval, over a connection each: nothing is kept for a server that is away. */
export function sendToCarbon({ endpoint, prefix, intervalMs }: CarbonServer, site: CarbonSite): CarbonSender {
  let cancel: (() => void) | undefined
  let wasRefused = false
  const report = (): void => {
    // At most one is under way, however slow the server is.
    if (cancel) return
    const text = carbonText(site.measure(), prefix, Math.floor(site.clock() / 1000))
    cancel = sendText(endpoint, text, Math.min(intervalMs, longestSendMs), reason => {
      cancel = undefined
      if (reason === undefined ? wasRefused : !wasRefused) site.onChange(reason)
      wasRefused = reason !== undefined
    })
  }
  report()
  const timer = setInterval(report, intervalMs)
  return {
    stop() {
      clearInterval(timer)
      cancel?.()
    },
  }
}

/** Sends and closes; the function that is given back stops it without a word. */
function sendText(
  { host, port }: CarbonServer['endpoint'],
  text: string,
  limitMs: number,
  onEnd: (reason: string | undefined) => void,
): () => void {
  const socket = createConnection({ host, port })
  const deadline = setTimeout(() => socket.destroy(new Error(`not taken within ${limitMs} ms`)), limitMs)
  let reason: string | undefined
  let isCancelled = false
  socket.on('error', (error: NodeJS.ErrnoException) => {
    reason = error.code ?? error.message
  })
  socket.on('close', () => {
    clearTimeout(deadline)
    if (!isCancelled) onEnd(reason)
  })
  socket.resume()
  socket.end(text)
  return () => {
    isCancelled = true
    socket.destroy()
  }
}

/** Writes families for Carbon: labels are further parts of a path. */
export const carbonText = (families: readonly MetricFamily[], prefix: string, seconds: number): string =>
  families
    .flatMap(({ name, samples }) =>
      samples
        .filter(({ value }) => Number.isFinite(value))
        .map(({ part, labels = {}, value }) => {
          const parts = [`${name}${part ? `_${part}` : ''}`, ...Object.values(labels).map(carbonPart)]
          return `${prefix}.${parts.join('.')} ${value} ${seconds}\n`
        }),
    )
    .join('')

/** A text as one part of a path: Carbon takes few characters, and dots would make several parts. */
export const carbonPart = (text: string): string => text.replace(/[^A-Za-z0-9_-]/g, '_') || '_'
