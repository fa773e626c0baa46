// Threads that answer over UDP, from the sources; a test may make one end.
import type { Worker } from 'node:worker_threads'
import type { StartUdpWorker, UdpWorkerNews } from '../../../src/operations/serve/udp-worker-channel.ts'
import { sourceWorker } from '../../source-worker.ts'

const entry = new URL('../../../src/operations/serve/udp-thread.ts', import.meta.url)

/** Starts threads, and tells of each one that was started. */
export const udpWorkerThreads =
  (onStart: (worker: Worker) => void): StartUdpWorker =>
  (start, onNews, onEnd) => {
    const worker = sourceWorker(entry, start)
    onStart(worker)
    worker.on('message', (news: UdpWorkerNews) => onNews(news))
    worker.on('error', () => {})
    worker.on('exit', code => onEnd(`exit code ${code}`))
    return { order: order => worker.postMessage(order), terminate: () => void worker.terminate() }
  }
