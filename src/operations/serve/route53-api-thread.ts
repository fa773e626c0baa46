// What the thread that serves Route 53's API runs: the entry of a bundle of its own.
import { parentPort, workerData } from 'node:worker_threads'
import { systemClock } from '../../base/clock.ts'
import type { ApiStart } from './route53-api-channel.ts'
import { runRoute53Api } from './run-route53-api.ts'

await runRoute53Api(parentPort!, workerData as ApiStart, systemClock)
