// The socket in the file system through which a running proxy takes orders.
import { chmod, lstat, mkdir, unlink } from 'node:fs/promises'
import { createConnection, createServer, type Server, type Socket } from 'node:net'
import { dirname } from 'node:path'
import { DnsctlError, fault } from '../../base/errors.ts'
import { type ControlOrders, createOrderGiver, type OrderGiver, serveOrders } from './order-lines.ts'

export interface ControlSocket {
  close(): Promise<void>
}

/** What the system takes for a path of a socket, in octets (unix(7)). */
const longestPath = 107
/** For the user of the process alone. */
const ownerOnly = 0o600

/**
 * Opens the socket; one that an ended process has left is replaced. Throws `listen-in-use` if somebody answers there, else
 * `listen-failed`. `limit` is the most octets of an answer.
 */
export async function openControlSocket(
  path: string,
  orders: ControlOrders,
  limit?: () => number,
): Promise<ControlSocket> {
  if (Buffer.byteLength(path) > longestPath)
    throw fault('listen-failed', `${path} is longer than the ${longestPath} octets that a socket may have`)
  const open = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, socket => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    void serveOrders(socket, orders, limit)
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

/** Asks the proxy that answers at a path; throws the problems that it tells, or `proxy-unreachable`. */
export async function giveOrder(path: string, order: string, given?: unknown): Promise<unknown> {
  const orders = await connectOrders(path)
  try {
    return await orders.give(order, given)
  } finally {
    orders.close()
  }
}

/** Connects to the proxy that answers at a path; throws `proxy-unreachable`. */
export async function connectOrders(path: string): Promise<OrderGiver> {
  const socket = await connect(path).catch((error: NodeJS.ErrnoException) => {
    const message = `no proxy answers on ${path}: ${error.code ?? error.message}`
    throw fault('proxy-unreachable', message, undefined, { cause: error })
  })
  return createOrderGiver(socket, path)
}

function connect(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(path)
    socket.once('connect', () => {
      socket.off('error', reject)
      resolve(socket)
    })
    socket.once('error', reject)
  })
}
