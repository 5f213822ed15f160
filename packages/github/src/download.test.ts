import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { digestOf } from '@slipway/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Artifact } from './artifact.ts'
import { downloadArtifact } from './download-artifact.ts'
import { downloadAsset } from './download-asset.ts'
import { FakeGitHub } from './testing/fake-github.ts'

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'slipway-download-'))
})
afterEach(() => rmSync(root, { recursive: true }))

const bytes = Buffer.alloc(300_000, 'slipway')
const artifact: Artifact = {
  id: 7,
  name: 'slipway',
  runId: 8123,
  bytes: bytes.length,
  digest: digestOf(bytes),
  createdAt: '2026-03-01T10:05:00Z',
}
const STORAGE = /^\/storage/

async function withArchive(): Promise<FakeGitHub> {
  const fake = await FakeGitHub.start()
  fake.state.archives.set(7, bytes)
  return fake
}
const target = (maxBytes = 1_000_000) => ({ file: join(root, 'in', 'artifact.zip'), maxBytes })
const left = () => readdirSync(root, { recursive: true }).sort()

describe('downloadArtifact()', () => {
  it('follows the address to the storage, without our token, and verifies the bytes', async () => {
    await using fake = await withArchive()
    expect(await downloadArtifact(fake.open(), artifact, target())).toEqual({
      file: target().file,
      bytes: bytes.length,
      digest: artifact.digest,
    })
    expect(readFileSync(target().file).equals(bytes)).toBe(true)
    expect(left()).toEqual(['in', 'in/artifact.zip'])
    const [api, storage] = fake.requests
    expect(api?.authorization).toBeDefined()
    expect(storage).toMatchObject({ path: '/storage/7?sig=signed', authorization: undefined })
  })

  it('takes a file at the limit', async () => {
    await using fake = await withArchive()
    expect(await downloadArtifact(fake.open(), artifact, target(bytes.length))).toMatchObject({
      bytes: bytes.length,
    })
  })

  it('refuses one that says it is too large before it asks for it', async () => {
    await using fake = await withArchive()
    await expect(downloadArtifact(fake.open(), artifact, target(bytes.length - 1))).rejects.toMatchObject({
      code: 'github/too-large',
    })
    expect(fake.requests).toEqual([])
    expect(left()).toEqual([])
  })

  it('stops one that is larger than it said', async () => {
    await using fake = await withArchive()
    await expect(
      downloadArtifact(fake.open(), { ...artifact, bytes: 10 }, target(1000)),
    ).rejects.toMatchObject({
      code: 'github/too-large',
    })
    expect(left()).toEqual(['in'])
  })

  it('refuses other bytes than GitHub names, and what it names no digest for', async () => {
    await using fake = await withArchive()
    const github = fake.open()
    for (const digest of [digestOf('other'), null])
      await expect(downloadArtifact(github, { ...artifact, digest }, target())).rejects.toMatchObject({
        code: 'github/download-corrupt',
      })
    expect(left()).toEqual(['in'])
    expect(await downloadArtifact(github, artifact, target())).toMatchObject({ digest: artifact.digest })
  })

  it('asks again where the storage fails, with a fresh address', async () => {
    await using fake = await withArchive()
    fake.fail({ method: 'GET', path: STORAGE, status: 0 })
    fake.fail({ method: 'GET', path: STORAGE, status: 403 })
    await downloadArtifact(fake.open(), artifact, target())
    expect(fake.count('GET', /\/zip$/)).toBe(3)
    expect(left()).toEqual(['in', 'in/artifact.zip'])
  })

  it('gives up after three times, shows no signed address, and leaves nothing behind', async () => {
    await using fake = await withArchive()
    fake.fail({ method: 'GET', path: STORAGE, status: 503, times: 99 })
    await expect(downloadArtifact(fake.open(), artifact, target())).rejects.toMatchObject({
      code: 'github/unavailable',
      message: expect.not.stringContaining('signed'),
    })
    expect(fake.count('GET', STORAGE)).toBe(3)
    expect(left()).toEqual(['in'])
  })

  it('says that an artifact is gone', async () => {
    await using fake = await withArchive()
    fake.fail({ method: 'GET', path: /\/zip$/, status: 410, message: 'Artifact has expired' })
    await expect(downloadArtifact(fake.open(), artifact, target())).rejects.toMatchObject({
      code: 'github/not-found',
    })
  })

  it('ends with the caller’s reason when it is aborted', async () => {
    await using fake = await withArchive()
    fake.fail({ method: 'GET', path: STORAGE, status: 503, times: 99 })
    const abort = new AbortController()
    const running = downloadArtifact(fake.open({ signal: abort.signal }), artifact, target())
    const reason = new Error('interrupted')
    abort.abort(reason)
    await expect(running).rejects.toBe(reason)
    expect(left().filter((name) => String(name).endsWith('.part'))).toEqual([])
  })
})

describe('downloadAsset()', () => {
  const asset = {
    id: 9,
    name: 'delay.onnx',
    bytes: bytes.length,
    digest: digestOf('what the page says'),
    complete: true,
  }

  it('verifies against the digest of the caller, not of the release page', async () => {
    await using fake = await FakeGitHub.start()
    fake.state.assets.push({ id: 9, release: 1, name: 'delay.onnx', bytes, digest: null, state: 'uploaded' })
    const github = fake.open()
    const wanted = { ...target(), digest: digestOf(bytes) }
    expect(await downloadAsset(github, asset, wanted)).toMatchObject({ digest: digestOf(bytes) })
    await expect(
      downloadAsset(github, asset, { ...wanted, digest: digestOf('other') }),
    ).rejects.toMatchObject({
      code: 'github/download-corrupt',
    })
    await expect(downloadAsset(github, asset, { ...wanted, maxBytes: 10 })).rejects.toMatchObject({
      code: 'github/too-large',
    })
    await expect(downloadAsset(github, { ...asset, id: 10 }, wanted)).rejects.toMatchObject({
      code: 'github/not-found',
    })
  })
})
