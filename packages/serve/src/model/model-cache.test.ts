import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { digestOf } from '@slipway/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ByteSource } from './byte-source.ts'
import { ModelCache } from './model-cache.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-cache-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const BYTES = new TextEncoder().encode('a model')
const DIGEST = digestOf(BYTES)
const signal = new AbortController().signal

/** Gives these chunks, and counts how often it was opened. */
function source(...chunks: readonly (Uint8Array | Error)[]): ByteSource & { opened: number } {
  const self = {
    describe: 'a test',
    opened: 0,
    async *open() {
      self.opened += 1
      for (const chunk of chunks) {
        if (chunk instanceof Error) throw chunk
        yield chunk
      }
    },
  }
  return self
}

describe('ModelCache', () => {
  it('fetches what it does not have, once, and names it by its digest', async () => {
    const cache = new ModelCache(join(folder, 'new'), 1000)
    const from = source(BYTES.slice(0, 3), BYTES.slice(3))
    const path = await cache.obtain(DIGEST, [from], signal)
    expect(readFileSync(path)).toEqual(Buffer.from(BYTES))
    expect(await cache.obtain(DIGEST, [from], signal)).toBe(path)
    expect(from.opened).toBe(1)
    expect(readdirSync(join(folder, 'new'))).toEqual([`${DIGEST.slice(7)}.onnx`])
  })

  it('refuses other bytes, leaves nothing behind, and takes the right ones afterwards', async () => {
    const cache = new ModelCache(folder, 1000)
    await expect(
      cache.obtain(DIGEST, [source(new TextEncoder().encode('another'))], signal),
    ).rejects.toMatchObject({
      code: 'serve/digest-mismatch',
      kind: 'corrupt',
    })
    expect(readdirSync(folder)).toEqual([])
    await cache.obtain(DIGEST, [source(BYTES)], signal)
  })

  it('hashes before every use: a file that was changed since is fetched again', async () => {
    const cache = new ModelCache(folder, 1000)
    const path = await cache.obtain(DIGEST, [source(BYTES)], signal)
    rmSync(path)
    writeFileSync(path, 'a modem')
    await expect(cache.obtain(DIGEST, [source(new Error('offline'))], signal)).rejects.toMatchObject({
      code: 'serve/source-failed',
    })
    await cache.obtain(DIGEST, [source(BYTES)], signal)
    expect(readFileSync(path)).toEqual(Buffer.from(BYTES))
  })

  it('gives up a source that breaks off, or never ends, and leaves nothing behind', async () => {
    const cache = new ModelCache(folder, 10)
    for (const from of [source(BYTES.slice(0, 3), new Error('reset')), source(BYTES, BYTES, BYTES)]) {
      await expect(cache.obtain(DIGEST, [from], signal)).rejects.toMatchObject({
        code: 'serve/source-failed',
      })
    }
    expect(readdirSync(folder)).toEqual([])
  })

  it('stops when the model is no longer wanted', async () => {
    const abort = new AbortController()
    const from: ByteSource = {
      describe: 'endless',
      async *open() {
        yield BYTES
        abort.abort()
        throw new Error('aborted')
      },
    }
    await expect(new ModelCache(folder, 1000).obtain(DIGEST, [from], abort.signal)).rejects.toMatchObject({
      name: 'AbortError',
    })
    expect(readdirSync(folder)).toEqual([])
  })
})
