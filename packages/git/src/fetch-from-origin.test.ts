import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { fetchFromOrigin } from './fetch-from-origin.ts'
import { TEST_GIT_ENV, TemporaryRepository } from './testing/temporary-repository.ts'

/** A clone whose origin is served as plain files, after these answers of a service in trouble. */
async function cloneBehind(origin: TemporaryRepository, troubles: readonly number[]) {
  const requests: string[] = []
  const server = createServer((request, response) => {
    requests.push(request.url ?? '')
    const trouble = troubles[requests.length - 1]
    if (trouble !== undefined) return response.writeHead(trouble).end()
    try {
      return response.end(
        readFileSync(origin.path(`.git/${new URL(request.url ?? '', 'http://x').pathname}`)),
      )
    } catch {
      return response.writeHead(404).end()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin.git('update-server-info')
  const clone = new TemporaryRepository()
  clone.git('init', '--quiet')
  clone.git('remote', 'add', 'origin', `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const setting = { cwd: clone.root, env: { ...TEST_GIT_ENV, GIT_TERMINAL_PROMPT: '0' } }
  return {
    clone,
    requests,
    fetch: () => fetchFromOrigin([], ['HEAD'], setting, 1),
    close: () => {
      server.close()
      clone[Symbol.dispose]()
    },
  }
}

it('fetchFromOrigin() asks again where the service fails', async () => {
  using origin = TemporaryRepository.create({ 'a.txt': 'a' })
  const { clone, fetch, close } = await cloneBehind(origin, [503, 502])
  await fetch()
  expect(clone.git('cat-file', '-t', origin.git('rev-parse', 'HEAD'))).toBe('commit')
  close()
})

it('fetchFromOrigin() gives up after three times, in the words of Git', async () => {
  using origin = TemporaryRepository.create({ 'a.txt': 'a' })
  const { requests, fetch, close } = await cloneBehind(origin, new Array(9).fill(503))
  await expect(fetch()).rejects.toMatchObject({
    code: 'git/failed',
    message: expect.stringContaining('error: 503'),
  })
  expect(requests).toHaveLength(3)
  close()
})

it.each([401, 403])('fetchFromOrigin() does not insist where it gets %d', async (status) => {
  using origin = TemporaryRepository.create({ 'a.txt': 'a' })
  const { requests, fetch, close } = await cloneBehind(origin, new Array(9).fill(status))
  await expect(fetch()).rejects.toMatchObject({ code: 'git/forbidden', kind: 'usage' })
  expect(requests).toHaveLength(1)
  close()
})
