// Counts by client what dynamic rules need of the running second.
import { ipv4Offset } from '../../net/address-words.ts'
import type { ThreadClock } from '../rules/rule.ts'
import type { SharedMemory, ThreadNumber } from '../shared-memory.ts'
import type { Transaction } from '../transaction.ts'
import { isIpv4, maskAddress, networkHash, portRange } from './block-table.ts'
import { countAnswer, countQuery, type TrafficMeter } from './count-traffic.ts'
import type { Meter } from './meter-plan.ts'
import { clientKeyWords, createRunningTable, shapeOf, takeMeterTables } from './meter-table.ts'

/** Makes the meter of one thread. */
export function createClientMeter(
  memory: SharedMemory,
  { thread, threads }: ThreadNumber,
  clock: ThreadClock,
  meter: Meter,
  maxKeys: number,
  seed: number,
): TrafficMeter {
  const shape = shapeOf(meter, maxKeys)
  const tables = takeMeterTables(memory, meter, shape, threads)
  const table = createRunningTable(tables[thread]!, shape, clock)
  const { words } = table
  const masked = new Int32Array(4)
  /** The client that was counted last, with its port and entry: an answer often follows its query at once. */
  const last = new Int32Array(6)

  function entryOf(client: Int32Array, port: number): number {
    if (table.isOver()) table.turn()
    else if (
      last[3] === client[3] &&
      last[4] === port &&
      last[2] === client[2] &&
      last[1] === client[1] &&
      last[0] === client[0] &&
      last[5] !== 0
    )
      return last[5]!
    last[0] = client[0]!
    last[1] = client[1]!
    last[2] = client[2]!
    last[3] = client[3]!
    last[4] = port
    last[5] = find(client, port)
    return last[5]!
  }

  function find(client: Int32Array, port: number): number {
    const isV4 = isIpv4(client)
    maskAddress(client, isV4 ? ipv4Offset + meter.bitsV4 : meter.bitsV6, masked)
    const range = isV4 ? portRange(port, meter.portBits) : 0
    table.seek(networkHash(seed, masked, 0, range))
    for (;;) {
      const entry = table.next()
      if (table.isNew) {
        for (let i = 0; i < 4; i++) words[entry + i] = masked[i]!
        words[entry + 4] = range
        return entry
      }
      if (
        words[entry + 3] === masked[3] &&
        words[entry + 4] === range &&
        words[entry + 2] === masked[2] &&
        words[entry + 1] === masked[1] &&
        words[entry] === masked[0]
      )
        return entry
    }
  }

  return {
    query(t: Transaction) {
      countQuery(words, entryOf(t.client, t.clientPort) + clientKeyWords, meter.extras, t)
      table.added()
    },
    answered(t: Transaction, rcode: number) {
      countAnswer(words, entryOf(t.client, t.clientPort) + clientKeyWords, meter.extras, t, rcode)
      table.added()
    },
  }
}
