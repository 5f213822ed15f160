import { readdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { TEST_GIT_ENV, TemporaryRepository } from '@slipway/git/testing'
import { TemporaryFolder } from '@slipway/store/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { TagMirror } from './serve-source-tags.ts'

const signal = new AbortController().signal
const temporary = new TemporaryFolder()
afterAll(() => temporary[Symbol.dispose]())

const mirrorOf = (remote: string, place = temporary.path('.')) =>
  new TagMirror({ remote, models: ['m'], temporary: place, env: TEST_GIT_ENV, token: undefined })

describe('TagMirror', { timeout: 60_000 }, () => {
  it('sees tags come, move and go; other models and other tags it does not fetch', async () => {
    using repository = TemporaryRepository.create({ 'a.txt': 'a' })
    const first = repository.git('rev-parse', 'HEAD')
    const mirror = mirrorOf(repository.root)
    const read = async () => (await mirror.read(signal)).map(({ name, commit }) => [name, commit])
    expect(await read()).toEqual([])
    for (const name of ['m@v1.0.0', 'm#prod#1', 'other@v1.0.0', 'mm@v1.0.0', 'plain']) {
      repository.git('tag', '-a', name, '-m', `${name}\n\nModel: sha256:0`)
    }
    expect(await read()).toEqual([
      ['m#prod#1', first],
      ['m@v1.0.0', first],
    ])
    const second = repository.commit('second')
    repository.git('tag', '-a', '--force', 'm#prod#1', '-m', 'moved')
    repository.git('tag', '--delete', 'm@v1.0.0')
    expect(await read()).toEqual([['m#prod#1', second]])
    await mirror.close()
  })

  it('gives the message of each tag, and does not ask Git for more where nothing changed', async () => {
    using repository = TemporaryRepository.create({ 'a.txt': 'a' })
    repository.git('tag', '-a', 'm@v1.0.0', '-m', 'm v1.0.0\n\nModel: sha256:0\nRun: sha256:1')
    const mirror = mirrorOf(repository.root)
    const tags = await mirror.read(signal)
    expect(tags).toMatchObject([
      { annotated: true, subject: 'm v1.0.0', body: 'Model: sha256:0\nRun: sha256:1' },
    ])
    expect(await mirror.read(signal)).toBe(tags)
    await mirror.close()
  })

  it('says in words of Git why a remote cannot be read, and reads it when it is there again', async () => {
    using repository = TemporaryRepository.create({ 'a.txt': 'a' })
    repository.git('tag', '-a', 'm@v1.0.0', '-m', 'm')
    const mirror = mirrorOf(repository.root)
    await mirror.read(signal)
    renameSync(repository.path('.git'), repository.path('away'))
    await expect(mirror.read(signal)).rejects.toMatchObject({
      code: 'serve/source-failed',
      message: expect.stringContaining('not appear to be a git repository'),
    })
    renameSync(repository.path('away'), repository.path('.git'))
    expect(await mirror.read(signal)).toHaveLength(1)
    await mirror.close()
  })

  it('leaves nothing behind, and shows no password', async () => {
    using place = new TemporaryFolder()
    const mirror = mirrorOf('http://user:s3cret@127.0.0.1:9/nothing.git', place.path('.'))
    const failure = await mirror.read(signal).catch((error: Error) => error)
    expect(failure).toMatchObject({ code: 'serve/source-failed' })
    expect((failure as Error).message).not.toContain('s3cret')
    expect(readdirSync(place.path('.'))).toHaveLength(1)
    await mirror.close()
    expect(readdirSync(place.path('.'))).toEqual([])
  })
})

it('TagMirror fetches no trees where the remote lets it choose', async () => {
  using repository = TemporaryRepository.create({ 'a.txt': 'a' })
  repository.git('config', 'uploadpack.allowFilter', 'true')
  repository.commit('second')
  repository.git('tag', '-a', 'm@v1.0.0', '-m', 'm')
  using place = new TemporaryFolder()
  const mirror = mirrorOf(`file://${repository.root}`, place.path('.'))
  const [tag] = await mirror.read(signal)
  const folder = join(place.path('.'), readdirSync(place.path('.'))[0] ?? '')
  const objects = new TemporaryRepository(folder).git(
    'cat-file',
    '--batch-all-objects',
    '--batch-check=%(objecttype)',
  )
  expect(objects.split('\n').sort()).toEqual(['commit', 'tag'])
  expect(tag?.commit).toBe(repository.git('rev-parse', 'HEAD'))
  await mirror.close()
})
