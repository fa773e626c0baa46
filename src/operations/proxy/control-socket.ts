// The socket in the file system through which a running proxy takes orders: a line of JSON each, and a line for each answer.
import { chmod, lstat, mkdir, unlink } from 'node:fs/promises'
import { createConnection, createServer, type Server, type Socket } from 'node:net'
import { dirname } from 'node:path'
import { DnsctlError, fault, type Problem, problemsOf } from '../../base/errors.ts'

/** What can be asked for, by name; what throws is answered with its problems. */
export type ControlOrders = Readonly<Record<string, (given: unknown) => unknown>>

interface Order {
  readonly order: string
  readonly given?: unknown
}

type Answer = { readonly result: unknown } | { readonly problems: readonly Problem[] }

export interface ControlSocket {
  close(): Promise<void>
}

/** What the system takes for a path of a socket, in octets (unix(7)). */
const longestPath = 107
/** The longest line that is taken, in characters. */
const longestLine = 1_048_576
/** For the user of the process alone. */
const ownerOnly = 0o600

/**
 * Opens the socket; one that an ended process has left is replaced. Throws `listen-in-use` if somebody answers there, else
 * `listen-failed`.
 */
export async function openControlSocket(path: string, orders: ControlOrders): Promise<ControlSocket> {
  if (Buffer.byteLength(path) > longestPath)
    throw fault('listen-failed', `${path} is longer than the ${longestPath} octets that a socket may have`)
  const open = new Set<Socket>()
  const server = createServer(socket => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    serveOrders(socket, orders)
  })
  try {
    await makeFolder(dirname(path))
    await removeLeftOver(path)
    await listen(server, path)
    await chmod(path, ownerOnly)
  } catch (error) {
    server.close()
    if (error instanceof DnsctlError) throw error
    const { code, message } = error as NodeJS.ErrnoException
    throw fault('listen-failed', `cannot listen on ${path}: ${code ?? message}`, undefined, { cause: error })
  }
  return {
    async close() {
      const closed = new Promise(resolve => server.close(resolve))
      for (const socket of open) socket.destroy()
      await closed
    },
  }
}

/** Connections wait in the kernel until the mode is set: nobody is served before. */
function listen(server: Server, path: string): Promise<void> {
  const before = process.umask(0o177)
  return new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, resolve)
  }).finally(() => process.umask(before))
}

/** The folder alone, not those around it: a path that is mistyped shall not leave folders behind. */
const makeFolder = (folder: string): Promise<void> =>
  mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })

async function removeLeftOver(path: string): Promise<void> {
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
  if (!found) return
  if (!found.isSocket()) throw fault('listen-failed', `${path} is there already, and no socket`)
  const isAnswered = await connect(path).then(
    socket => Boolean(socket.destroy()),
    () => false,
  )
  if (isAnswered) throw fault('listen-in-use', `another process answers on ${path}`)
  await unlink(path)
}

/** Answers orders in the order in which they come. */
function serveOrders(socket: Socket, orders: ControlOrders): void {
  socket.on('error', () => {})
  let last: Promise<void> = Promise.resolve()
  eachLine(socket, line => {
    last = last.then(async () => {
      const answer = await answerOf(line, orders)
      if (socket.writable) socket.write(`${JSON.stringify(answer)}\n`)
    })
  })
}

async function answerOf(line: string, orders: ControlOrders): Promise<Answer> {
  try {
    const { order = '', given } = (JSON.parse(line) ?? {}) as Partial<Order>
    const act = Object.hasOwn(orders, order) ? orders[order] : undefined
    if (!act)
      throw fault(
        'usage-invalid',
        `there is no order "${order}"; there are ${Object.keys(orders).join(', ')}`,
      )
    return { result: (await act(given)) ?? null }
  } catch (error) {
    if (error instanceof SyntaxError)
      return { problems: problemsOf(fault('usage-invalid', 'an order is a line of JSON')) }
    return { problems: problemsOf(error) }
  }
}

function eachLine(socket: Socket, take: (line: string) => void): void {
  let rest = ''
  socket.setEncoding('utf8')
  socket.on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop()!
    if (rest.length > longestLine) socket.destroy()
    for (const line of lines) take(line)
  })
}

/** Asks the proxy that answers at a path; throws the problems that it tells, or `proxy-unreachable`. */
export async function giveOrder(path: string, order: string, given?: unknown): Promise<unknown> {
  const socket = await connect(path).catch((error: NodeJS.ErrnoException) => {
    throw fault(
      'proxy-unreachable',
      `no proxy answers on ${path}: ${error.code ?? error.message}`,
      undefined,
      {
        cause: error,
      },
    )
  })
  try {
    const answer = await new Promise<Answer>((resolve, reject) => {
      eachLine(socket, line => resolve(JSON.parse(line) as Answer))
      socket.on('close', () => reject(fault('proxy-unreachable', `the proxy at ${path} has ended`)))
      socket.write(`${JSON.stringify({ order, given })}\n`)
    })
    if ('result' in answer) return answer.result
    const [first, ...others] = answer.problems
    throw new DnsctlError([first!, ...others])
  } finally {
    socket.destroy()
  }
}

function connect(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(path)
    socket.once('connect', () => {
      socket.off('error', reject)
      socket.on('error', () => {})
      resolve(socket)
    })
    socket.once('error', reject)
  })
}
