import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Exchange } from './send-reply.ts'

/** Answers requests on a TCP port of 127.0.0.1. @param port 0 for any */
export async function listenOnPort(
  port: number,
): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return { server, port: (server.address() as AddressInfo).port }
}

/** Answers requests on a Unix socket. */
export async function listenOnSocket(path: string): Promise<Server> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, resolve)
  })
  return server
}

export function answer(server: Server, handle: (exchange: Exchange) => Promise<void>): void {
  // Uploads may take their time.
  server.requestTimeout = 0
  server.on('request', (request, response) => void handle({ request, response }))
}

export async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeAllConnections()
  await closed
}
