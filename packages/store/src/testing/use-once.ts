import { randomBytes } from 'node:crypto'
import { digestOf } from '@slipway/core'
import { expect } from 'vitest'
import type { Backend } from '../backend.ts'
import { readText, readWhole } from '../read-whole.ts'
import { blobPath } from '../store-path.ts'

const RECORD = 'runs/main/aa/key/1'

/** Asks everything of an empty backend once, and expects the right answers, whatever happens on the way. */
export async function useOnce(backend: Backend): Promise<void> {
  const data = randomBytes(2000)
  const blob = blobPath(digestOf(data))
  expect(await backend.putIfAbsent(RECORD, Buffer.from('first'))).toBe('created')
  expect(await backend.putIfAbsent(RECORD, Buffer.from('second'))).toBe('exists')
  await backend.put(blob, data)
  expect(await backend.size(blob)).toBe(data.length)
  expect(Buffer.compare(await readWhole(backend.read(blob)), data)).toBe(0)
  const range = { start: 100, end: 1900 }
  expect(Buffer.compare(await readWhole(backend.read(blob, range)), data.subarray(100, 1900))).toBe(0)
  expect(await readText(backend.read(RECORD))).toBe('first')
  const listed: string[] = []
  for await (const { path } of backend.list('runs/')) listed.push(path)
  expect(listed).toEqual([RECORD])
  await backend.delete(RECORD)
  expect(await backend.size(RECORD)).toBeUndefined()
}
