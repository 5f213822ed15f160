import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

export interface ReceivedFile {
  /** `sha256:…` */
  readonly digest: string
  readonly sizeBytes: number
}

/** Writes a stream to a file that appears only when all of it came. */
export async function receiveFile(source: Readable, file: string): Promise<ReceivedFile> {
  const hash = createHash('sha256')
  let sizeBytes = 0
  const part = `${file}.part`
  try {
    await pipeline(
      source,
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          hash.update(chunk)
          sizeBytes += chunk.length
          yield chunk
        }
      },
      createWriteStream(part),
    )
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
  await rename(part, file)
  return { digest: `sha256:${hash.digest('hex')}`, sizeBytes }
}
