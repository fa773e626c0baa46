// What the thread that loads zones runs: the entry of a bundle of its own.
import { parentPort, workerData } from 'node:worker_threads'
import { systemClock } from '../../base/clock.ts'
import { runFeed } from './run-feed.ts'
import type { FeedStart } from './zone-feed.ts'

await runFeed(parentPort!, workerData as FeedStart, systemClock)
