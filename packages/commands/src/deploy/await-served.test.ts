import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Repository } from '@slipway/git'
import { TEST_GIT_ENV, TemporaryRepository } from '@slipway/git/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type Context, silentProgress } from '../context.ts'
import { type ServedRelease, tagRelease, tagStage } from '../testing/served-release.ts'
import { awaitServed } from './await-served.ts'

interface Scene {
  readonly context: Context
  readonly notes: string[]
  readonly origin: TemporaryRepository
  readonly repository: Repository
  readonly release: ServedRelease
  serve(release: ServedRelease): void
  wait(): Promise<void>
}

/** A clone of a repository in which v1.0.0 of "m" holds prod, and a server that answers with a digest of ours. */
async function openScene(): Promise<Scene> {
  const origin = TemporaryRepository.create({ 'a.txt': 'a' })
  const release = tagRelease(origin, 'v1.0.0', Buffer.from('first'))
  tagStage(origin, 'prod', 1, release)
  const clone = TemporaryRepository.create()
  clone.git('remote', 'add', 'origin', origin.root)
  let digest = 'nothing yet'
  const server = createServer((_, response) => response.end(JSON.stringify({ properties: { digest } })))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    for (const repository of [origin, clone]) repository[Symbol.dispose]()
  })
  const notes: string[] = []
  const context: Context = {
    cwd: clone.root,
    env: TEST_GIT_ENV,
    now: () => new Date(),
    signal: new AbortController().signal,
    progress: { ...silentProgress, note: (line) => notes.push(line) },
  }
  const repository = await Repository.open(clone.root, TEST_GIT_ENV)
  const address = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  return {
    context,
    notes,
    origin,
    repository,
    release,
    serve: (other) => {
      digest = other.digest
    },
    wait: () =>
      awaitServed(
        context,
        { repository },
        { server: address, model: 'm', stage: 'prod', digest: release.digest, timeoutSeconds: 0.2 },
      ),
  }
}

describe('awaitServed()', () => {
  it('waits for the digest, and fails where the server does not answer with it in time', async () => {
    const scene = await openScene()
    await expect(scene.wait()).rejects.toMatchObject({ code: 'deploy/not-served' })
    scene.serve(scene.release)
    await scene.wait()
    expect(scene.notes).toHaveLength(1)
  })

  it('ends well where the stage went to another version meanwhile: the server serves that one', async () => {
    const scene = await openScene()
    const newer = tagRelease(scene.origin, 'v1.1.0', Buffer.from('second'))
    tagStage(scene.origin, 'prod', 2, newer)
    scene.serve(newer)
    await scene.wait()
    expect(scene.notes).toEqual(['v1.1.0 took prod of m before it was served'])
  })
})
