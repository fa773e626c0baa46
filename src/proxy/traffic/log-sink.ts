// Where the query log is written: a file or the standard output, never more in memory than a bound.
import { createWriteStream } from 'node:fs'
import type { Writable } from 'node:stream'

export interface LogSink {
  /** Writes a line; false if it is lost, as too much waits to be written. */
  write(line: string): boolean
  /** Ends when all is written. */
  close(): Promise<void>
}

/** Octets that may wait. */
const mostWaiting = 1024 * 1024

/** Opens a path for appending, or with `-` takes the standard output. `onError` hears why a file cannot be written. */
export function openLogSink(path: string, output: Writable, onError: (error: Error) => void): LogSink {
  const isFile = path !== '-'
  const stream = isFile ? createWriteStream(path, { flags: 'a', mode: 0o640 }) : output
  let isBroken = false
  if (isFile)
    stream.on('error', (error: Error) => {
      isBroken = true
      onError(error)
    })
  return {
    write(line) {
      if (isBroken || stream.writableLength > mostWaiting) return false
      stream.write(`${line}\n`)
      return true
    },
    close: () =>
      new Promise(done => {
        if (!isFile || isBroken) return done()
        stream.once('close', done)
        stream.end()
      }),
  }
}
