import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdirSync, symlinkSync } from 'node:fs'
import { digestOf } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { hashFile, SMALL_BYTES } from './hash-file.ts'
import { TemporaryFolder } from './testing/index.ts'

const code = (value: string) => expect.objectContaining({ code: value })

describe('hashFile()', () => {
  it('names empty, small and large files by their bytes, and tells progress', async () => {
    using folder = new TemporaryFolder()
    for (const bytes of [0, 1, SMALL_BYTES, SMALL_BYTES + 1, 3 * SMALL_BYTES]) {
      const content = Buffer.alloc(bytes, 'x')
      let told = 0
      const progress = (step: number) => {
        told += step
      }
      const file = folder.write('file', content)
      expect(await hashFile(file, { progress })).toMatchObject({
        oid: digestOf(content),
        bytes,
        content: undefined,
      })
      expect(told).toBe(bytes)
      const kept = (await hashFile(file, { keep: true })).content
      if (bytes <= SMALL_BYTES) expect(kept && digestOf(kept)).toBe(digestOf(content))
      else expect(kept).toBeUndefined()
    }
  })

  it('fails when a file grows or is written while it is read', async () => {
    using folder = new TemporaryFolder()
    for (const bytes of [10, 3 * SMALL_BYTES]) {
      const file = folder.write('file', Buffer.alloc(bytes, 'x'))
      await expect(hashFile(file, { progress: () => appendFileSync(file, 'y') })).rejects.toThrow(
        code('store/file-changed'),
      )
    }
  })

  it('refuses what is no regular file, and does not wait for a pipe', async () => {
    using folder = new TemporaryFolder()
    folder.write('file', 'x')
    symlinkSync('file', folder.path('link'))
    execFileSync('mkfifo', [folder.path('pipe')])
    mkdirSync(folder.path('folder'))
    for (const name of ['link', 'pipe', 'folder'])
      await expect(hashFile(folder.path(name))).rejects.toThrow(code('store/file-unstorable'))
    for (const name of ['nowhere', 'file/below'])
      await expect(hashFile(folder.path(name))).rejects.toThrow(code('store/target-missing'))
  })
})
