import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Digest, digestOf, Secret } from '@slipway/core'
import { openGitHub } from '@slipway/github'
import { readVerified } from '@slipway/serve'
import { openBackend, Store } from '@slipway/store'
import { TemporaryFolder } from '@slipway/store/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { releaseSource, storeSource } from './serve-source-objects.ts'

const signal = new AbortController().signal
const MODEL = new TextEncoder().encode('model bytes')
const DIGEST = digestOf(MODEL)
const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

async function listen(handle: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(handle)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

interface FakeAsset {
  readonly name: string
  readonly digest?: Digest
  readonly content: Uint8Array
}

/** GitHub as far as a release goes: assets are redirected to a storage on another origin, which wants no token. */
async function fakeGitHub(tag: string, assets: readonly FakeAsset[]) {
  const seen = { api: [] as (string | undefined)[], storage: [] as (string | undefined)[] }
  const storage = await listen((request, response) => {
    seen.storage.push(request.headers.authorization)
    response.end(assets[Number(request.url?.slice(1))]?.content)
  })
  const sent = assets.map(({ name, content, digest }, id) => ({
    id,
    name,
    size: content.length,
    state: 'uploaded',
    digest: digest ?? null,
  }))
  const release = { id: 5, tag_name: tag, name: tag, draft: false, html_url: 'h', upload_url: 'u' }
  const api = await listen((request, response) => {
    seen.api.push(request.headers.authorization)
    const path = request.url?.split('?')[0] ?? ''
    const asset = /releases\/assets\/([0-9]+)$/.exec(path)?.[1]
    response.setHeader('content-type', 'application/json')
    if (asset !== undefined) response.writeHead(302, { location: `${storage}/${asset}` }).end()
    else if (path.endsWith('/releases/5/assets')) response.end(JSON.stringify(sent))
    else if (path.endsWith('/repos/owner/name/releases')) response.end(JSON.stringify([release]))
    else response.writeHead(404).end('{}')
  })
  const token = new Secret('s3cret')
  const github = openGitHub({ token, apiUrl: api, repository: 'owner/name', userAgent: 'test', secondMs: 1 })
  return { place: { github, apiUrl: api, token }, seen }
}

describe('releaseSource()', () => {
  it('takes the asset of the digest whatever its name, and shows its token to GitHub only', async () => {
    const { place, seen } = await fakeGitHub('m@v1.0.0', [
      { name: 'm.onnx', content: new TextEncoder().encode('another') },
      { name: 'renamed.onnx', content: MODEL, digest: DIGEST },
    ])
    const source = releaseSource(place, 'm@v1.0.0', DIGEST, 'models/m.onnx')
    expect(await readVerified(DIGEST, [source], 1000, signal)).toEqual(Buffer.from(MODEL))
    expect(seen.storage).toEqual([undefined])
    expect(seen.api.every((header) => header?.endsWith('s3cret'))).toBe(true)
  })

  it('takes the asset of the name where GitHub names no digests, and believes its bytes only', async () => {
    const right = await fakeGitHub('m@v1.0.0', [{ name: 'm.onnx', content: MODEL }])
    const wrong = await fakeGitHub('m@v1.0.0', [{ name: 'm.onnx', content: MODEL.slice(1) }])
    const sourceAt = ({ place }: typeof right) => releaseSource(place, 'm@v1.0.0', DIGEST, 'models/m.onnx')
    expect(await readVerified(DIGEST, [sourceAt(right)], 1000, signal)).toEqual(Buffer.from(MODEL))
    await expect(readVerified(DIGEST, [sourceAt(wrong)], 1000, signal)).rejects.toMatchObject({
      code: 'serve/digest-mismatch',
    })
    expect(await readVerified(DIGEST, [sourceAt(wrong), sourceAt(right)], 1000, signal)).toHaveLength(
      MODEL.length,
    )
  })

  it('says which release lacks it', async () => {
    const { place } = await fakeGitHub('m@v1.0.0', [{ name: 'SHA256SUMS', content: MODEL }])
    for (const tag of ['m@v1.0.0', 'm@v2.0.0']) {
      await expect(
        readVerified(DIGEST, [releaseSource(place, tag, DIGEST, 'm.onnx')], 1000, signal),
      ).rejects.toMatchObject({ code: 'serve/source-failed', message: expect.stringContaining(tag) })
    }
  })
})

it('storeSource() gives the blob of a store, and passes on for the next source where the store lacks it', async () => {
  using folder = new TemporaryFolder()
  const options = { cwd: folder.path('.'), env: {} }
  const store = new Store(await openBackend(folder.url('store'), options))
  const source = storeSource(folder.url('store'), DIGEST, options)
  await expect(readVerified(DIGEST, [source], 1000, signal)).rejects.toMatchObject({
    code: 'store/object-missing',
  })
  await store.writeBytes(MODEL)
  expect(await readVerified(DIGEST, [source], 1000, signal)).toEqual(Buffer.from(MODEL))
})
