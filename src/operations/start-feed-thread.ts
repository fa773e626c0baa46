// Starts the thread that loads zones, so that answering never waits for a file, the store or a compilation.
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { StartFeed } from './zone-feed.ts'

/** From the source's folder as from that of any bundle, which all are one below the root. */
const entry = new URL(`../operations/feed-thread${extname(import.meta.url)}`, import.meta.url)

/** Runs a feed in a thread of its own. */
export const startFeedThread: StartFeed = (start, onNews, onEnd) => {
  const worker = new Worker(entry, { workerData: start })
  let reason: string | undefined
  worker.on('message', onNews)
  worker.on('error', error => {
    reason = error instanceof Error ? (error.stack ?? error.message) : String(error)
  })
  worker.on('exit', code => onEnd(reason ?? `exit code ${code}`))
  return { order: order => worker.postMessage(order), terminate: () => void worker.terminate() }
}
