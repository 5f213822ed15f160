import { createHash, randomBytes } from 'node:crypto'
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { type Digest, digestOf } from '@slipway/core'
import { blobPath } from '@slipway/store'
import { describe, expect, it } from 'vitest'
import { dataAddCommand } from './data-add.ts'
import { dataCatCommand } from './data-cat.ts'
import type { TemporaryProject } from './testing/temporary-project.ts'
import { VersionedData } from './testing/versioned-data.ts'

/** What the verb would write, and how many pieces came before an error. */
async function cat(project: TemporaryProject, path: string, rev?: string) {
  const result = await project.run(dataCatCommand, { path, rev })
  const chunks: Uint8Array[] = []
  let error: unknown
  try {
    for await (const chunk of dataCatCommand.content?.(project.context(), result) ?? []) chunks.push(chunk)
  } catch (caught) {
    error = caught
  }
  return { result, bytes: Buffer.concat(chunks), error }
}

describe('slipway data cat', () => {
  it('gives any bytes as they are, of any revision, without a checkout', async () => {
    using at = await VersionedData.make({ pushed: true, lost: true })
    const { project } = at
    expect((await cat(project, 'data/flights/sub/ünï %\n')).bytes.toString()).toBe('two')
    const binary = Buffer.concat([Buffer.from([0, 255, 13, 10, 26]), randomBytes(3_000_000)])
    project.write('data/file', binary)
    await project.run(dataAddCommand, { targets: ['data/file'] })
    const { bytes, result } = await cat(project, 'data/file')
    expect(result).toMatchObject({ path: 'data/file', bytes: binary.length, executable: false })
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(
      createHash('sha256').update(binary).digest('hex'),
    )
    expect((await cat(project, 'data/file', 'HEAD')).bytes.toString()).toBe('three')
    expect((await cat(project, 'data/flights/run')).result.executable).toBe(true)
    expect(readdirSync(project.path('.slipway/tmp'))).toEqual([])
  })

  it('gives not one byte of an object that is damaged, and leaves nothing behind', async () => {
    using at = await VersionedData.make({ pushed: true, lost: true })
    at.damageRemote('two')
    const { bytes, error } = await cat(at.project, 'data/flights/sub/ünï %\n')
    expect(error).toMatchObject({ code: 'store/object-corrupt', kind: 'corrupt' })
    expect(bytes).toHaveLength(0)
    expect(readdirSync(at.project.path('.slipway/tmp'))).toEqual([])
    writeFileSync(at.remoteFile('two'), 'two')
    expect((await cat(at.project, 'data/flights/sub/ünï %\n')).bytes.toString()).toBe('two')
    rmSync(at.remoteFile('two'))
    const oid: Digest = digestOf('two')
    expect((await cat(at.project, 'data/flights/sub/ünï %\n')).error).toMatchObject({
      code: 'data/not-stored',
      message: expect.stringContaining(blobPath(oid)),
    })
  })

  it('refuses a folder', async () => {
    using at = await VersionedData.make({ pushed: true, lost: true })
    for (const path of ['data/flights', 'data/flights/sub'])
      await expect(cat(at.project, path)).rejects.toMatchObject({ code: 'data/target-invalid' })
  })
})
