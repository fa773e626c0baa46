// Runs the feed of a source at one end of a channel, until it is told to stop.
import type { MessagePort } from 'node:worker_threads'
import type { Clock } from '../base/clock.ts'
import { problemsOf } from '../base/errors.ts'
import type { FeedOrder, FeedStart, TellNews, ZoneFeed } from './zone-feed.ts'

/** Tells of zones through the port, and takes orders from it. */
export async function runFeed(port: MessagePort, start: FeedStart, clock: Clock): Promise<void> {
  const tell: TellNews = news => port.postMessage(news)
  try {
    const feed = await openFeed(start, clock, tell)
    port.on('message', async (order: FeedOrder) => {
      if (order === 'reload') return feed.reload()
      await feed.stop()
      port.close()
    })
  } catch (error) {
    tell({ news: 'failed', problems: problemsOf(error) })
    port.close()
  }
}

/** LMDB and the readers of zone files are loaded only where they are used. */
async function openFeed(start: FeedStart, clock: Clock, tell: TellNews): Promise<ZoneFeed> {
  const { source } = start
  if ('files' in source) return (await import('./file-feed.ts')).feedFromFiles(source.files, start, tell)
  return (await import('./store-feed.ts')).feedFromStore(source.store, start, clock, tell)
}
