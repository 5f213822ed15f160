import { randomBytes } from 'node:crypto'
import { readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { Azurite, TemporaryFolder } from '@slipway/store/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BlobClient, BlockBlobClient } from '../../scripts/build/stand-ins/storage-blob.ts'

/** What the test asks of Microsoft's own client, which the bundle does without. */
interface OfficialClient {
  readonly url: string
  generateSasUrl(options: object): Promise<string>
  uploadData(content: Buffer): Promise<unknown>
  downloadToBuffer(): Promise<Buffer>
  getProperties(): Promise<{ readonly contentType?: string }>
}
interface OfficialContainer {
  getBlockBlobClient(name: string): OfficialClient
}
// It is a dependency of the toolkit's, not one of ours.
const toolkit = new URL(
  '../../packages/action-kit/node_modules/@actions/artifact/package.json',
  import.meta.url,
)
const require = createRequire(realpathSync(toolkit))
const official = require('@azure/storage-blob') as {
  readonly BlobServiceClient: {
    fromConnectionString(text: string): { getContainerClient(name: string): OfficialContainer }
  }
  readonly BlobSASPermissions: { parse(text: string): object }
}

describe.skipIf(!Azurite.installed)(`storage-blob's stand-in on a real server${Azurite.missing}`, () => {
  let azurite: Azurite
  let container: OfficialContainer
  beforeAll(async () => {
    azurite = await Azurite.start()
    container = official.BlobServiceClient.fromConnectionString(
      `DefaultEndpointsProtocol=http;${azurite.env.AZURE_STORAGE_CONNECTION_STRING}`,
    ).getContainerClient(await azurite.makeContainer())
  })
  afterAll(() => azurite.stop())

  async function signed(name: string, permissions = 'rcw') {
    const client = container.getBlockBlobClient(name)
    const expiresOn = new Date(Date.now() + 600_000)
    const url = await client.generateSasUrl({
      permissions: official.BlobSASPermissions.parse(permissions),
      expiresOn,
    })
    return { client, url }
  }

  it.each([0, 1, 99, 100, 101, 2_500])('a stream of %i bytes arrives in blocks of 100', async (size) => {
    const { client, url } = await signed(`stream-${size}`)
    const content = randomBytes(size)
    const pieces = [content.subarray(0, size / 3), content.subarray(size / 3)]
    let last = 0
    const uploaded = await new BlobClient(url)
      .getBlockBlobClient()
      .uploadStream(Readable.from(pieces), 100, 5, {
        blobHTTPHeaders: { blobContentType: 'application/zip' },
        onProgress: ({ loadedBytes }) => {
          last = loadedBytes
        },
      })
    expect(uploaded._response.status).toBe(201)
    expect(last).toBe(size)
    // The official client cannot be asked for no bytes.
    if (size > 0) expect(await client.downloadToBuffer()).toEqual(content)
    expect(await client.getProperties()).toMatchObject({
      contentType: 'application/zip',
      contentLength: size,
    })
  })

  it('a file goes up, and what another client wrote comes down, whole and in part', async () => {
    using folder = new TemporaryFolder()
    const content = randomBytes(9 * 1024 ** 2 + 7)
    writeFileSync(folder.path('archive'), content)
    const { client, url } = await signed('file')
    await new BlobClient(url).uploadFile(folder.path('archive'), { blockSize: 4 * 1024 ** 2 })
    expect((await client.downloadToBuffer()).equals(readFileSync(folder.path('archive')))).toBe(true)

    const other = await signed('other', 'r')
    await other.client.uploadData(content)
    const down = new BlockBlobClient(other.url)
    expect(await down.getProperties()).toEqual({ contentLength: content.length })
    expect((await down.downloadToBuffer(0, content.length)).equals(content)).toBe(true)
    expect(
      (await down.downloadToBuffer(5, 4 * 1024 ** 2 + 1)).equals(content.subarray(5, 4 * 1024 ** 2 + 6)),
    ).toBe(true)
  })

  it('says what the server refused, once', async () => {
    const { url } = await signed('other', 'r')
    await expect(
      new BlobClient(url).uploadStream(Readable.from([Buffer.from('x')]), 10, 1),
    ).rejects.toMatchObject({
      statusCode: 403,
    })
  })
})

describe("storage-blob's stand-in", () => {
  async function answering(listener: RequestListener) {
    const server = createServer(listener)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/blob?sig=secret`
    return { address, [Symbol.dispose]: () => server.closeAllConnections() ?? server.close() }
  }

  it('asks again where a server is busy, and after a body that was cut', async () => {
    let asked = 0
    using server = await answering((_, response) => {
      asked++
      if (asked === 1) response.writeHead(503).end()
      else if (asked === 2) {
        response.writeHead(206, { 'content-length': 4 }).write('ab')
        setImmediate(() => response.destroy())
      } else response.writeHead(206).end('abcd')
    })
    expect((await new BlockBlobClient(server.address).downloadToBuffer(0, 4)).toString()).toBe('abcd')
    expect(asked).toBe(3)
  })

  it('gives up at an abort, and never says the address, which is a secret', async () => {
    using server = await answering((_, response) => void response.writeHead(503).end())
    const controller = new AbortController()
    const upload = new BlobClient(server.address).uploadStream(Readable.from([Buffer.from('x')]), 10, 1, {
      abortSignal: controller.signal,
    })
    setTimeout(() => controller.abort(), 50)
    const failure = await upload.catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(Error)
    expect(String(failure)).not.toContain('secret')
  })

  it("a connection that is refused carries the system's code, by which the toolkit knows networks", async () => {
    const gone = await answering(() => {})
    gone[Symbol.dispose]()
    const controller = new AbortController()
    setTimeout(() => controller.abort(), 50)
    await expect(
      new BlockBlobClient(gone.address).request('GET', { abortSignal: controller.signal }),
    ).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })
})
