import { open } from 'node:fs/promises'
import type { Readable } from 'node:stream'

// In the place of `@azure/storage-blob` in the bundle, half a megabyte of which the Actions toolkit takes five calls: artifacts and
// caches go to and come from addresses that are signed already.

const VERSION = '2025-01-05'
/** Of what a server is busy with or a network loses. */
const TRIES = 5

interface Progress {
  readonly loadedBytes: number
}

interface TransferOptions {
  readonly abortSignal?: AbortSignal
  readonly onProgress?: (progress: Progress) => void
}

interface UploadOptions extends TransferOptions {
  readonly blobHTTPHeaders?: { readonly blobContentType?: string }
}

interface FileOptions extends TransferOptions {
  readonly blockSize?: number
  readonly concurrency?: number
}

interface Uploaded {
  readonly _response: { readonly status: number }
}

interface Failure extends Error {
  code?: string
  statusCode?: number
}

export class BlockBlobClient {
  private readonly address: URL

  constructor(address: string) {
    this.address = new URL(address)
  }

  /** Names are only for messages, and the address is a secret. */
  readonly name = ''
  readonly accountName = ''
  readonly containerName = ''

  getBlockBlobClient(): BlockBlobClient {
    return this
  }

  async getProperties(): Promise<{ readonly contentLength?: number }> {
    const { headers } = await this.request('HEAD', {})
    const length = headers.get('content-length')
    return length === null ? {} : { contentLength: Number(length) }
  }

  /** Up to `concurrency` blocks are under way, so no more than that is held in memory. */
  async uploadStream(
    stream: Readable,
    blockSize: number,
    concurrency: number,
    options: UploadOptions = {},
  ): Promise<Uploaded> {
    const blocks = new Blocks(this, concurrency, options)
    let held: Buffer[] = []
    let size = 0
    for await (const chunk of stream) {
      let rest = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk)
      while (size + rest.length >= blockSize) {
        const end = blockSize - size
        await blocks.put(Buffer.concat([...held, rest.subarray(0, end)]))
        rest = rest.subarray(end)
        held = []
        size = 0
      }
      if (rest.length > 0) held.push(rest)
      size += rest.length
    }
    if (size > 0) await blocks.put(Buffer.concat(held))
    return blocks.commit(options.blobHTTPHeaders?.blobContentType)
  }

  async uploadFile(
    path: string,
    { blockSize = 64 * 1024 ** 2, concurrency = 4, ...options }: FileOptions = {},
  ): Promise<Uploaded> {
    const file = await open(path)
    try {
      return await this.uploadStream(file.createReadStream(), blockSize, concurrency, options)
    } finally {
      await file.close()
    }
  }

  /** `count` bytes from `offset`, in pieces of 4 MiB. */
  async downloadToBuffer(
    offset: number,
    count: number,
    { abortSignal, onProgress, concurrency = 8 }: TransferOptions & { readonly concurrency?: number } = {},
  ): Promise<Buffer> {
    const whole = Buffer.alloc(count)
    const piece = 4 * 1024 ** 2
    let next = 0
    let loadedBytes = 0
    const work = async () => {
      while (next < count) {
        const at = next
        next += piece
        const size = Math.min(piece, count - at)
        const range = `bytes=${offset + at}-${offset + at + size - 1}`
        const { body } = await this.request('GET', { headers: { 'x-ms-range': range }, abortSignal, size })
        body.copy(whole, at)
        loadedBytes += size
        onProgress?.({ loadedBytes })
      }
    }
    await Promise.all(Array.from({ length: concurrency }, work))
    return whole
  }

  /** A request that is asked again where the server is busy, the network lost it or the body was cut; its body, and not more of it than `size`. */
  async request(
    method: string,
    {
      query = {},
      headers = {},
      body,
      abortSignal,
      size,
    }: {
      readonly query?: Readonly<Record<string, string>>
      readonly headers?: Readonly<Record<string, string>>
      readonly body?: Uint8Array<ArrayBuffer> | string
      readonly abortSignal?: AbortSignal | undefined
      readonly size?: number
    },
  ): Promise<{ readonly status: number; readonly headers: Headers; readonly body: Buffer }> {
    const url = new URL(this.address)
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
    for (let tried = 1; ; tried++) {
      try {
        const response = await fetch(url, {
          method,
          headers: { 'x-ms-version': VERSION, ...headers },
          ...(body !== undefined && { body: body }),
          ...(abortSignal && { signal: abortSignal }),
        })
        const content = Buffer.from(await response.arrayBuffer())
        if (!response.ok) throw refusal(method, response)
        if (size !== undefined && content.length !== size)
          throw new TypeError(`Got ${content.length} bytes of ${size}`)
        return { status: response.status, headers: response.headers, body: content }
      } catch (error) {
        if (abortSignal?.aborted || tried === TRIES || !isPassing(error)) throw systemCause(error)
        await new Promise((resolve) => setTimeout(resolve, 500 * 2 ** tried * (0.5 + Math.random() / 2)))
        if (abortSignal?.aborted) throw systemCause(error)
      }
    }
  }
}

export class BlobClient extends BlockBlobClient {}

/** The blocks of one upload: put while others are under way, then named in their order, which makes them the blob. */
class Blocks {
  private readonly ids: string[] = []
  private readonly underWay = new Set<Promise<void>>()
  private loadedBytes = 0

  private readonly blob: BlockBlobClient
  private readonly concurrency: number
  private readonly options: UploadOptions

  constructor(blob: BlockBlobClient, concurrency: number, options: UploadOptions) {
    this.blob = blob
    this.concurrency = concurrency
    this.options = options
  }

  async put(content: Buffer<ArrayBuffer>): Promise<void> {
    const id = Buffer.from(String(this.ids.length).padStart(48, '0')).toString('base64')
    this.ids.push(id)
    const put = this.send(id, content).finally(() => this.underWay.delete(put))
    this.underWay.add(put)
    // Whoever waits for it gets the failure; until then it is nobody's.
    put.catch(() => {})
    if (this.underWay.size >= this.concurrency) await Promise.race(this.underWay)
  }

  async commit(contentType = 'application/octet-stream'): Promise<Uploaded> {
    await Promise.all(this.underWay)
    const list = this.ids.map((id) => `<Latest>${id}</Latest>`).join('')
    const { status } = await this.blob.request('PUT', {
      query: { comp: 'blocklist' },
      headers: { 'content-type': 'application/xml', 'x-ms-blob-content-type': contentType },
      body: `<?xml version="1.0" encoding="utf-8"?><BlockList>${list}</BlockList>`,
      abortSignal: this.options.abortSignal,
    })
    return { _response: { status } }
  }

  private async send(id: string, body: Buffer<ArrayBuffer>): Promise<void> {
    const { abortSignal, onProgress } = this.options
    await this.blob.request('PUT', { query: { comp: 'block', blockid: id }, body, abortSignal })
    this.loadedBytes += body.length
    onProgress?.({ loadedBytes: this.loadedBytes })
  }
}

function refusal(method: string, { status, headers }: Response): Failure {
  const code = headers.get('x-ms-error-code')
  const failure: Failure = new Error(
    `The blob service answered ${method} with ${status}${code ? ` (${code})` : ''}`,
  )
  failure.statusCode = status
  return failure
}

function isPassing(error: unknown): boolean {
  const status = (error as Failure).statusCode
  return status === undefined ? true : status === 408 || status === 429 || status >= 500
}

/** The toolkit looks at `code`, which fetch hides in the cause. */
function systemCause(error: unknown): unknown {
  const cause = error instanceof Error ? (error.cause as Failure | undefined) : undefined
  return cause?.code === undefined ? error : cause
}
