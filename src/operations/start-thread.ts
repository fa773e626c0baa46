// Starts threads, so that answering never waits for what else is to be done.
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'

/** Something that runs elsewhere and takes orders. */
export interface Thread<Order> {
  order(order: Order): void
  /** Ends it at once; only for one that does not stop when told to. */
  terminate(): void
}

/** Starts something elsewhere; `onEnd` is called once it runs no more, with what it says of the reason. */
export type StartThread<Start, News, Order> = (
  start: Start,
  onNews: (news: News) => void,
  onEnd: (reason: string) => void,
) => Thread<Order>

/** Starts a thread that runs the file `entry` of this folder, from the source's as from that of any bundle. */
export const startThread =
  <Start, News, Order>(entry: string): StartThread<Start, News, Order> =>
  (start, onNews, onEnd) => {
    const file = new URL(`../operations/${entry}${extname(import.meta.url)}`, import.meta.url)
    const worker = new Worker(file, { workerData: start })
    let reason: string | undefined
    worker.on('message', onNews)
    worker.on('error', error => {
      reason = error instanceof Error ? (error.stack ?? error.message) : String(error)
    })
    worker.on('exit', code => onEnd(reason ?? `exit code ${code}`))
    return { order: order => worker.postMessage(order), terminate: () => void worker.terminate() }
  }
