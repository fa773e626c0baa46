// Runs the feed of a source at one end of a channel, until it is told to stop.
import type { MessagePort } from 'node:worker_threads'
import type { Clock } from '../../base/clock.ts'
import { problemsOf } from '../../base/errors.ts'
import type { Snapshot } from '../../server/authoritative/snapshot.ts'
import type { FeedOrder, FeedSite, FeedStart, TellNews, ZoneFeed, ZoneSource } from './zone-feed.ts'

/** Tells of zones through the port, and takes orders from it. */
export async function runFeed(port: MessagePort, start: FeedStart, clock: Clock): Promise<void> {
  const tell: TellNews = news => port.postMessage(news)
  const spares = new Map<string, Snapshot>()
  const takeSpare = (from: string): Snapshot | undefined => {
    const spare = spares.get(from)
    spares.delete(from)
    return spare
  }
  try {
    const feed = await openFeed(start.source, { ...start, tell, takeSpare }, clock)
    port.on('message', async (order: FeedOrder) => {
      switch (order.order) {
        case 'reload':
          return feed.reload()
        case 'reuse':
          spares.set(order.spare.from, order.spare.snapshot)
          return
        case 'stop':
          await feed.stop()
          return port.close()
        default:
          return order satisfies never
      }
    })
  } catch (error) {
    tell({ news: 'failed', problems: problemsOf(error) })
    port.close()
  }
}

/** LMDB and the readers of zone files are loaded only where they are used. */
async function openFeed(source: ZoneSource, site: FeedSite, clock: Clock): Promise<ZoneFeed> {
  if ('files' in source) return (await import('./file-feed.ts')).feedFromFiles(source.files, site)
  return (await import('./store-feed.ts')).feedFromStore(source.store, site, clock)
}
