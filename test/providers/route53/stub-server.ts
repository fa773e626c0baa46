// An HTTP server on loopback that answers as a test says.
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface StubRequest {
  readonly method: string
  /** With the query. */
  readonly path: string
  readonly body: string
}

/** An answer, or `reset` to end the connection without one once the request has come. */
export type StubAnswer = { readonly status: number; readonly body: string; readonly type?: string } | 'reset'

export interface StubServer {
  readonly endpoint: string
  readonly requests: readonly StubRequest[]
  close(): Promise<void>
}

/** Starts a server; `answer` is asked for each request, and for how many came before. */
export async function startStub(
  answer: (request: StubRequest, before: number) => StubAnswer,
): Promise<StubServer> {
  const requests: StubRequest[] = []
  const server = createServer(async (incoming, outgoing) => {
    const request = await read(incoming)
    const given = answer(request, requests.length)
    requests.push(request)
    if (given === 'reset') incoming.socket.destroy()
    else outgoing.writeHead(given.status, { 'content-type': given.type ?? 'text/xml' }).end(given.body)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { endpoint: `http://127.0.0.1:${port}`, requests, close: () => close(server) }
}

async function read(incoming: IncomingMessage): Promise<StubRequest> {
  let body = ''
  for await (const chunk of incoming) body += chunk
  return { method: incoming.method!, path: incoming.url!, body }
}

function close(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise(resolve => server.close(() => resolve()))
}

const namespace = 'https://route53.amazonaws.com/doc/2013-04-01/'

/** A good answer. */
export const xml = (element: string, content: string): StubAnswer => ({
  status: 200,
  body: `<?xml version="1.0"?>\n<${element} xmlns="${namespace}">${content}</${element}>`,
})

/** An error as Route 53 writes it. */
export const errorXml = (status: number, code: string, message: string): StubAnswer => ({
  status,
  body: `<?xml version="1.0"?>\n<ErrorResponse xmlns="${namespace}"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>r-1</RequestId></ErrorResponse>`,
})
