// What a thread that answers over UDP runs: the entry of a bundle of its own.
import { parentPort, workerData } from 'node:worker_threads'
import { loadLibc } from '../../net/platform/libc.ts'
import { runUdpWorker } from './run-udp-worker.ts'
import type { UdpWorkerStart } from './udp-worker-channel.ts'

runUdpWorker(parentPort!, workerData as UdpWorkerStart, loadLibc()!)
