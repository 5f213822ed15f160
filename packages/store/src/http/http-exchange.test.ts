import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readText } from '../read-whole.ts'
import { exchange, headersOf, openAgent } from './http-exchange.ts'

let server: Server
let base: string
let connections = 0
beforeAll(async () => {
  server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    response.setHeader('x-two', ['a', 'b'])
    if (request.url === '/held') {
      response.flushHeaders()
      return
    }
    response.end(`${request.method} ${request.url} ${request.headers['content-length']} ${body}`)
  })
  server.on('connection', () => connections++)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const signal = new AbortController().signal
const send = (url: string, env: Record<string, string>, agent = openAgent('http:', env)) =>
  exchange({ url: new URL(url), method: 'PUT', headers: {}, body: 'ü', agent, signal })

describe('exchange()', () => {
  it('sends a body with its length in bytes, over a line that stays open', async () => {
    const agent = openAgent('http:', {})
    connections = 0
    for (const path of ['/one', '/two']) {
      const reply = await send(base + path, {}, agent)
      expect(await readText(reply)).toBe(`PUT ${path} 2 ü`)
      expect(headersOf(reply).get('x-two')).toBe('a, b')
    }
    expect(connections).toBe(1)
    agent.destroy()
  })

  it('goes through the proxy that the environment names, and past it where it says so', async () => {
    const throughProxy = await send('http://bucket.example.invalid/key', { HTTP_PROXY: base })
    expect(await readText(throughProxy)).toBe('PUT http://bucket.example.invalid/key 2 ü')
    const past = await send(`${base}/key`, { HTTP_PROXY: 'http://127.0.0.1:1', NO_PROXY: '127.0.0.1' })
    expect(await readText(past)).toBe('PUT /key 2 ü')
  })

  it('fails when it is given up, before and after the head of the answer', async () => {
    const abort = new AbortController()
    const request = { url: new URL(`${base}/held`), method: 'GET', headers: {}, signal: abort.signal }
    const reply = await exchange(request)
    abort.abort(new Error('enough'))
    await expect(readText(reply)).rejects.toThrow()
    await expect(exchange(request)).rejects.toMatchObject({ name: 'AbortError' })
  })
})
