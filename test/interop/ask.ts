// Asks a server many queries, and gives the answers in the same order.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect } from 'node:net'
import { tcpFrame, tcpFrames } from '../../src/net/tcp-frames.ts'

const atOnce = 32
const tries = 3
const timeoutMs = 500

/** The answer packets, each with an id of 0. Where none comes, it throws, or gives an empty one with `maySilent`. */
export async function askUdp(
  port: number,
  queries: readonly Buffer[],
  { maySilent = false } = {},
): Promise<Buffer[]> {
  const socket = createSocket('udp4')
  socket.connect(port, '127.0.0.1')
  await once(socket, 'connect')
  const answers: Buffer[] = new Array(queries.length)
  const waiting = new Map<number, (answer: Buffer) => void>()
  socket.on('message', answer => waiting.get(answer.readUInt16BE(0))?.(answer))
  socket.on('error', () => {})

  const askOne = async (index: number): Promise<void> => {
    const id = index & 0xffff
    const packet = Buffer.from(queries[index]!)
    packet.writeUInt16BE(id, 0)
    for (let attempt = 0; attempt < tries; attempt++) {
      socket.send(packet)
      const answer = await new Promise<Buffer | undefined>(resolve => {
        const timer = setTimeout(() => resolve(undefined), timeoutMs)
        waiting.set(id, received => {
          clearTimeout(timer)
          resolve(received)
        })
      })
      waiting.delete(id)
      if (!answer) continue
      answer.writeUInt16BE(0, 0)
      answers[index] = answer
      return
    }
    if (maySilent) answers[index] = Buffer.alloc(0)
    else throw new Error(`no answer to query ${index} (${queries[index]!.toString('hex')}) on port ${port}`)
  }

  let next = 0
  const worker = async (): Promise<void> => {
    while (next < queries.length) await askOne(next++)
  }
  try {
    await Promise.all(Array.from({ length: atOnce }, worker))
  } finally {
    socket.close()
  }
  return answers
}

/** The same over one TCP connection, all queries sent at once (RFC 7766 §6.2.1.1). */
export async function askTcp(port: number, queries: readonly Buffer[]): Promise<Buffer[]> {
  const socket = connect(port, '127.0.0.1')
  const answers: Buffer[] = new Array(queries.length)
  let missing = queries.length
  const receive = tcpFrames(message => {
    const answer = Buffer.from(message)
    answers[answer.readUInt16BE(0)] = answer
    answer.writeUInt16BE(0, 0)
    missing--
  })
  for (const [id, query] of queries.entries()) {
    const packet = Buffer.from(query)
    packet.writeUInt16BE(id, 0)
    socket.write(tcpFrame(packet))
  }
  socket.setTimeout(5000, () => socket.destroy())
  for await (const chunk of socket) {
    receive(chunk)
    if (missing === 0) return answers
  }
  throw new Error(`${missing} answers are missing on port ${port}`)
}
