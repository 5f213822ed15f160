import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { RETRIES, realTiming } from '../http/retry.ts'
import { readText } from '../read-whole.ts'
import { HttpReader } from './http-reader.ts'

interface Seen {
  readonly url: string
  readonly authorization: string | undefined
}

const servers: Server[] = []
const seen: Seen[] = []
let base: string
let other: string
let busy = 0

beforeAll(async () => {
  for (const _ of [1, 2]) {
    const server = createServer((request, response) => {
      const url = request.url ?? ''
      seen.push({ url, authorization: request.headers.authorization })
      if (url === '/dvc/there') return void response.end('bytes')
      if (url === '/dvc/moved') return void response.writeHead(302, { location: `${other}/dvc/there` }).end()
      if (url === '/dvc/round') return void response.writeHead(302, { location: '/dvc/round' }).end()
      if (url === '/dvc/file') return void response.writeHead(302, { location: 'file:///etc/passwd' }).end()
      if (url === '/dvc/secret') return void response.writeHead(401).end()
      if (url === '/dvc/busy' && busy-- > 0) return void response.writeHead(503).end()
      if (url === '/dvc/cut') {
        response.writeHead(200, { 'content-length': '100' }).write('half')
        setImmediate(() => response.destroy())
        return
      }
      response.writeHead(url === '/dvc/busy' ? 200 : 404).end('late')
    })
    servers.push(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  }
  ;[base, other] = servers.map((server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`) as [
    string,
    string,
  ]
})
beforeEach(() => seen.splice(0))
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections()
    server.close()
  }
})

const open = () =>
  new HttpReader(`${base.replace('//', '//user:secret@')}/dvc/`, {
    env: {},
    headers: { authorization: 'Basic x' },
    timing: { ...realTiming, sleep: async () => {} },
    retries: { ...RETRIES, attempts: 3 },
  })
const read = (path: string) => readText(open().read(path))
const code = (value: string) => expect.objectContaining({ code: value })

describe('HttpReader', () => {
  it('reads what is there, shows no password, and sends what the server wants to see', async () => {
    expect(await read('there')).toBe('bytes')
    expect(open().url).toBe(`${base}/dvc/`)
    expect(seen[0]).toEqual({ url: '/dvc/there', authorization: 'Basic x' })
  })

  it('calls absent what is not there', async () => {
    await expect(read('nowhere')).rejects.toThrow(code('store/object-missing'))
  })

  it('follows to another server without the key, never around in circles or to a file', async () => {
    expect(await read('moved')).toBe('bytes')
    expect(seen.map(({ authorization }) => authorization)).toEqual(['Basic x', undefined])
    for (const path of ['round', 'file']) await expect(read(path)).rejects.toThrow(code('store/read-failed'))
  })

  it('asks again a server that is busy, and gives up at some time', async () => {
    busy = 2
    expect(await read('busy')).toBe('late')
    busy = 3
    await expect(read('busy')).rejects.toThrow(code('store/read-failed'))
  })

  it('fails where access is denied or a body ends early', async () => {
    await expect(read('secret')).rejects.toThrow(code('store/access-denied'))
    await expect(read('cut')).rejects.toThrow(code('store/read-failed'))
  })

  it('refuses a path that leads elsewhere', async () => {
    await expect(read('../x')).rejects.toThrow(code('store/path-invalid'))
  })
})
