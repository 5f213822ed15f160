import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { TemporaryFolder } from './testing/index.ts'
import { threadEntry } from './thread-entry.ts'

it('threadEntry() is the source in the repository, and the built entry beside or above the chunk', () => {
  expect(threadEntry('reader-thread')).toBe(join(import.meta.dirname, 'reader-thread.ts'))
  using dist = new TemporaryFolder()
  mkdirSync(dist.path('chunks'))
  expect(() => threadEntry('x', dist.root)).toThrow(expect.objectContaining({ code: 'store/entry-missing' }))
  const entry = dist.write('x.js', '')
  expect([threadEntry('x', dist.root), threadEntry('x', dist.path('chunks'))]).toEqual([entry, entry])
})
