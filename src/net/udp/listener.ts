// What every way of receiving datagrams offers: node:dgram, and batches in threads of their own.
import type { Endpoint } from '../address.ts'

/**
 * Answers the datagram in the first `length` octets of a buffer, in place; returns the answer's length, 0 for none.
 * The buffer holds the largest datagram there is; `from` is the IP address that the datagram came from.
 */
export type DatagramHandler = (octets: Uint8Array, length: number, from: string) => number

export interface UdpListener {
  /** Where it listens, with the port that the system chose if 0 was asked for. */
  readonly endpoint: Endpoint
  close(): Promise<void>
}
