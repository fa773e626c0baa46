// The entry point of a thread that answers over UDP.
import { parentPort, workerData } from 'node:worker_threads'
import { runUdpThread } from '../../proxy/threads/udp-thread.ts'

runUdpThread(workerData, parentPort!)
