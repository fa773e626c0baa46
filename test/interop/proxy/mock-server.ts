// A name server over UDP and TCP on one port of loopback, which answers as a test says and notes what it was asked.
import { createSocket, type Socket as UdpSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { tcpFrame, tcpFrames } from '../../../src/net/tcp-frames.ts'
import { a, answerTo, type Message, readMessage } from './messages.ts'

export interface Asked extends Message {
  readonly transport: 'udp' | 'tcp'
  /** Where the query came from. */
  readonly from: string
  readonly fromPort: number
  /** `performance.now()` when it came. */
  readonly at: number
}

/** What a server answers: nothing if undefined, several messages if a list, later if a promise. */
export type Answering = (asked: Asked) => Reply | Promise<Reply>
type Reply = Buffer | readonly Buffer[] | undefined

export interface MockServer {
  readonly port: number
  /** For `address` of a server in the settings. */
  readonly address: string
  /** Queries so far, but for health checks. */
  readonly asked: readonly Asked[]
  readonly checks: readonly Asked[]
  /** Those for a name, in any letter case, or for names below it. */
  askedFor(name: string): readonly Asked[]
  /** TCP connections that are open, and how many there were. */
  readonly connections: ReadonlySet<Socket>
  readonly connected: number
  /** What queries are answered from now on. */
  answers(answering: Answering): void
  /** What health checks are answered from now on. */
  checksAnswer(answering: Answering): void
  /** Forgets what it was asked. */
  clear(): void
  /** Stops listening, so that the port refuses; `open` takes it again. */
  close(): Promise<void>
  open(): Promise<void>
}

/** The name that is asked for in health checks unless the settings say otherwise. */
const checkedName = 'a.root-servers.net'

/** One address for A, nothing for other types. */
export const anAddress =
  (address = '192.0.2.1', ttl = 3600): Answering =>
  asked =>
    answerTo(asked.octets, {
      answers: asked.type === 'A' ? [a('@', address, ttl)] : [],
      edns: asked.opt && { size: 1232 },
    })

/** Starts one on a free port, or on the given one; `host` may be any address of loopback. */
export async function startMock(
  answering: Answering = anAddress(),
  { host = '127.0.0.1', port: wantedPort = 0 } = {},
): Promise<MockServer> {
  const asked: Asked[] = []
  const checks: Asked[] = []
  const connections = new Set<Socket>()
  const now = { answering, checking: anAddress() as Answering, connected: 0 }
  let udp: UdpSocket
  let tcp: Server

  async function receive(message: Asked, send: (answer: Buffer) => void): Promise<void> {
    const isCheck = message.octets.length > 12 && readName(message) === checkedName
    ;(isCheck ? checks : asked).push(message)
    const reply = await (isCheck ? now.checking : now.answering)(message)
    const answers =
      reply === undefined ? [] : reply instanceof Buffer ? [reply] : (reply as readonly Buffer[])
    for (const answer of answers) send(answer)
  }
  function serveTcp(socket: Socket): void {
    now.connected++
    connections.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => connections.delete(socket))
    const { remoteAddress = '', remotePort = 0 } = socket
    const feed = tcpFrames(octets => {
      const message = seen(Buffer.from(octets), 'tcp', remoteAddress, remotePort)
      void receive(message, answer => socket.writable && socket.write(tcpFrame(answer)))
    })
    socket.on('data', feed)
  }
  async function listen(port: number): Promise<number> {
    udp = createSocket(host.includes(':') ? 'udp6' : 'udp4')
    udp.on('message', (octets, { address, port: from }) => {
      void receive(seen(octets, 'udp', address, from), answer => udp.send(answer, from, address, () => {}))
    })
    udp.bind(port, host)
    await once(udp, 'listening')
    udp.on('error', () => {})
    const taken = udp.address().port
    tcp = createServer(serveTcp)
    tcp.listen(taken, host)
    await once(tcp, 'listening')
    return taken
  }
  async function close(): Promise<void> {
    const closed = Promise.all([once(udp, 'close'), once(tcp, 'close')])
    udp.close()
    tcp.close()
    for (const socket of connections) socket.destroy()
    await closed
  }

  const port = await untilFree(() => listen(wantedPort), wantedPort === 0)
  return {
    port,
    address: host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`,
    asked,
    checks,
    askedFor: name =>
      asked.filter(message => readName(message) === name || readName(message).endsWith(`.${name}`)),
    connections,
    get connected() {
      return now.connected
    },
    answers: next => void (now.answering = next),
    checksAnswer: next => void (now.checking = next),
    clear: () => {
      asked.length = 0
      checks.length = 0
    },
    close,
    open: async () => void (await listen(port)),
  }

  /** A port that is free over UDP may be taken over TCP. */
  async function untilFree(attempt: () => Promise<number>, mayRepeat: boolean): Promise<number> {
    for (let tries = 0; ; tries++) {
      try {
        return await attempt()
      } catch (error) {
        udp.close()
        if (!mayRepeat || tries === 20) throw error
      }
    }
  }
}

const seen = (octets: Buffer, transport: 'udp' | 'tcp', from: string, fromPort: number): Asked =>
  Object.defineProperties(
    { transport, from, fromPort, at: performance.now() },
    Object.getOwnPropertyDescriptors(readMessage(octets)),
  ) as Asked

function readName(message: Asked): string {
  try {
    return message.name.toLowerCase()
  } catch {
    return ''
  }
}
