// The transfers of zones that run on a connection: begun, held up while its client reads slowly, cancelled when it goes.
import type { Transfer } from '../backends/transfer.ts'
import type { Transaction } from '../transaction.ts'
import type { StreamSite } from './stream-site.ts'

export class PassedTransfers {
  readonly #running = new Set<Transfer>()

  get size(): number {
    return this.#running.size
  }

  /** Begins one. `onMessage` and `onEnd` are as in StreamSite. */
  begin(
    site: StreamSite,
    t: Transaction,
    onMessage: (message: Uint8Array) => boolean,
    onEnd: (failure?: string) => void,
  ): void {
    let transfer: Transfer | undefined
    let isOver = false
    transfer = site.transfer(t, onMessage, failure => {
      isOver = true
      if (transfer) this.#running.delete(transfer)
      onEnd(failure)
    })
    if (!isOver) this.#running.add(transfer)
  }

  pause(): void {
    for (const transfer of this.#running) transfer.pause()
  }

  resume(): void {
    for (const transfer of this.#running) transfer.resume()
  }

  cancel(): void {
    for (const transfer of this.#running) transfer.cancel()
    this.#running.clear()
  }
}
