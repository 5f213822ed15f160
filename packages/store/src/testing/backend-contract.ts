import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Digest, digestOf } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import type { Backend, Content } from '../backend.ts'
import { readWhole } from '../read-whole.ts'
import { blobPath } from '../store-path.ts'

/** A new, empty place for each test. */
export interface BackendUnderTest {
  readonly backend: Backend
  close(): Promise<void>
}

const blob = (bytes: Uint8Array): [string, Digest] => {
  const oid = digestOf(bytes)
  return [blobPath(oid), oid]
}

async function* pieces(bytes: Uint8Array, size: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function pathsBelow(backend: Backend, prefix: string): Promise<string[]> {
  const paths: string[] = []
  for await (const object of backend.list(prefix)) paths.push(object.path)
  return paths.sort()
}

/** What every backend has to do; each backend's test calls it with a way to open an empty one. */
export function describeBackend(name: string, open: () => Promise<BackendUnderTest>): void {
  const withBackend = (test: (backend: Backend) => Promise<void>) => async () => {
    const { backend, close } = await open()
    try {
      await test(backend)
    } finally {
      await close()
    }
  }

  describe(`${name} as a Backend`, () => {
    for (const bytes of [0, 1, 2000, 3 << 20]) {
      it(
        `gives back ${bytes} bytes that came as bytes, as a file and as a stream`,
        withBackend(async (backend) => {
          const folder = mkdtempSync(join(tmpdir(), 'slipway-contract-'))
          const file = join(folder, 'content')
          const forms = (data: Uint8Array): Content[] => [
            data,
            { file },
            { chunks: pieces(data, 700_001), bytes: data.length },
          ]
          for (const form of [0, 1, 2]) {
            const data = randomBytes(bytes)
            const [path] = blob(data)
            writeFileSync(file, data)
            await backend.delete(path)
            expect(await backend.size(path)).toBeUndefined()
            expect(await backend.putIfAbsent(path, forms(data)[form] as Content)).toBe('created')
            expect(await backend.size(path)).toBe(bytes)
            expect(Buffer.compare(await readWhole(backend.read(path)), data)).toBe(0)
          }
          rmSync(folder, { recursive: true })
        }),
      )
    }

    it(
      'reads ranges, of small and of large objects',
      withBackend(async (backend) => {
        for (const bytes of [100, 3 << 20]) {
          const data = randomBytes(bytes)
          const [path] = blob(data)
          await backend.putIfAbsent(path, data)
          for (const [start, end] of [
            [0, 1],
            [50, 60],
            [bytes - 1, bytes],
            [10, bytes - 10],
            [20, 20],
          ] as const) {
            const found = await readWhole(backend.read(path, { start, end }))
            expect(Buffer.compare(found, data.subarray(start, end))).toBe(0)
          }
        }
      }),
    )

    it(
      'putIfAbsent() never writes over what is there',
      withBackend(async (backend) => {
        expect(await backend.putIfAbsent('runs/main/aa/key/1', Buffer.from('first'))).toBe('created')
        expect(await backend.putIfAbsent('runs/main/aa/key/1', Buffer.from('second'))).toBe('exists')
        expect(Buffer.from(await readWhole(backend.read('runs/main/aa/key/1'))).toString()).toBe('first')
      }),
    )

    it(
      'putIfAbsent() lets one of many writers win, and what is read is the winner’s',
      withBackend(async (backend) => {
        const write = async (text: string) => {
          const chunks = pieces(Buffer.from(text), 3)
          const bytes = text.length
          return [text, await backend.putIfAbsent('runs/main/aa/key/1', { chunks, bytes })] as const
        }
        const results = await Promise.all(Array.from({ length: 16 }, (_, i) => write(`writer ${i}`)))
        const winners = results.filter(([, result]) => result === 'created')
        expect(winners.length).toBe(1)
        expect(Buffer.from(await readWhole(backend.read('runs/main/aa/key/1'))).toString()).toBe(
          winners[0]?.[0],
        )
      }),
    )

    it(
      'put() writes over what is there, and refuses a blob of another digest without losing the old one',
      withBackend(async (backend) => {
        await backend.put('x/hint', Buffer.from('one'))
        await backend.put('x/hint', Buffer.from('two'))
        expect(Buffer.from(await readWhole(backend.read('x/hint'))).toString()).toBe('two')
        const data = Buffer.from('right')
        const [path] = blob(data)
        await backend.put(path, data)
        await expect(backend.put(path, Buffer.from('wrong'))).rejects.toMatchObject({
          code: 'store/object-corrupt',
        })
        expect(Buffer.compare(await readWhole(backend.read(path)), data)).toBe(0)
      }),
    )

    it(
      'refuses a blob whose bytes are not what its path names, in each form, and leaves nothing',
      withBackend(async (backend) => {
        const folder = mkdtempSync(join(tmpdir(), 'slipway-contract-'))
        const file = join(folder, 'content')
        for (const bytes of [10, 2 << 20]) {
          const [path] = blob(randomBytes(bytes))
          const wrong = randomBytes(bytes)
          writeFileSync(file, wrong)
          for (const content of [wrong, { file }, { chunks: pieces(wrong, 1 << 19), bytes }]) {
            await expect(backend.putIfAbsent(path, content)).rejects.toMatchObject({
              code: 'store/object-corrupt',
            })
            expect(await backend.size(path)).toBeUndefined()
          }
        }
        expect(await pathsBelow(backend, '')).toEqual([])
        rmSync(folder, { recursive: true })
      }),
    )

    it(
      'leaves nothing of a stream that breaks, and the next attempt succeeds',
      withBackend(async (backend) => {
        const data = randomBytes(3 << 20)
        const [path] = blob(data)
        async function* broken() {
          yield data.subarray(0, 1 << 20)
          throw new Error('the line is cut')
        }
        const content = { chunks: broken(), bytes: data.length }
        await expect(backend.putIfAbsent(path, content)).rejects.toThrow('the line is cut')
        expect(await pathsBelow(backend, '')).toEqual([])
        expect(await backend.putIfAbsent(path, data)).toBe('created')
      }),
    )

    it(
      'list() finds exactly what starts with the prefix',
      withBackend(async (backend) => {
        const paths = [
          'runs/main/aa/k/1',
          'runs/main/aa/k/1.revoked',
          'runs/main/ab/k/1',
          'runs/main-2',
          'x/y',
        ]
        for (const path of paths) await backend.putIfAbsent(path, Buffer.from(path))
        expect(await pathsBelow(backend, 'runs/main/aa/k/')).toEqual(paths.slice(0, 2))
        expect(await pathsBelow(backend, 'runs/main')).toEqual([...paths.slice(0, 4)].sort())
        expect(await pathsBelow(backend, '')).toEqual([...paths].sort())
        expect(await pathsBelow(backend, 'nowhere/')).toEqual([])
        for await (const object of backend.list('x/')) expect(object.bytes).toBe(3)
      }),
    )

    it(
      'delete() removes, also what is not there',
      withBackend(async (backend) => {
        await backend.putIfAbsent('x/y', Buffer.from('y'))
        await backend.delete('x/y')
        await backend.delete('x/y')
        expect(await backend.size('x/y')).toBeUndefined()
        await expect(readWhole(backend.read('x/y'))).rejects.toMatchObject({ code: 'store/object-missing' })
      }),
    )

    it(
      'refuses paths that lead out of the store',
      withBackend(async (backend) => {
        for (const path of ['../x', 'o/../../x', '/x', 'o//x', '', 'o/.', 'a\\b', 'a\nb']) {
          await expect(backend.putIfAbsent(path, Buffer.from('x'))).rejects.toMatchObject({
            code: 'store/path-invalid',
          })
          await expect(backend.size(path)).rejects.toMatchObject({ code: 'store/path-invalid' })
        }
      }),
    )
  })
}
