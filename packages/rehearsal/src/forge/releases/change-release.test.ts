import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTestForge, type TestForge } from '../testing/test-forge.ts'
import { jobClient, lastEvent, refusal } from '../testing/test-run.ts'

const REPOSITORY = { owner: 'ada', repo: 'models' }
const TAG = 'flight-delay@v1.0.0'
let test: TestForge
let job: TestForge['ada']

beforeEach(async () => {
  test = await startTestForge()
  job = jobClient(test, { contents: 'write' })
})
afterEach(async () => {
  expect(test.forge.violations).toEqual([])
  await test.close()
})

const draft = async (more: object = {}) =>
  (await job.rest.repos.createRelease({ ...REPOSITORY, tag_name: TAG, draft: true, ...more })).data
const publish = (id: number) => job.rest.repos.updateRelease({ ...REPOSITORY, release_id: id, draft: false })
const upload = (url: string, name: string, data: string | Buffer) =>
  job.request({
    method: 'POST',
    url,
    name,
    data,
    headers: { 'content-type': 'application/octet-stream' },
  } as never)
const refs = () => test.tree.git('ls-remote', 'origin', 'refs/tags/*')

describe('a release', () => {
  it('as a draft is found by listing only, by those who may write, and has no tag', async () => {
    const release = await draft()
    expect(release.html_url).toContain('untagged-')
    expect(await refusal(job.rest.repos.getReleaseByTag({ ...REPOSITORY, tag: TAG }))).toBe(404)
    expect((await job.rest.repos.listReleases(REPOSITORY)).data.map((one) => one.id)).toEqual([release.id])
    const reader = jobClient(test, { contents: 'read' })
    expect((await reader.rest.repos.listReleases(REPOSITORY)).data).toEqual([])
    expect(await refusal(reader.rest.repos.getRelease({ ...REPOSITORY, release_id: release.id }))).toBe(404)
    expect(await refs()).toBe('')
  })

  it('when published makes its tag where there is none, of the commit that it targets', async () => {
    const first = await test.tree.git('rev-parse', 'main')
    await test.tree.commit('more', { 'more.txt': 'x' })
    await test.tree.git('push', '--quiet', 'origin', 'main')
    await publish((await draft({ target_commitish: first })).id)
    expect(await refs()).toBe(`${first}\trefs/tags/${TAG}`)
    expect((await job.rest.repos.getReleaseByTag({ ...REPOSITORY, tag: TAG })).data).toMatchObject({
      draft: false,
    })
    expect((await job.rest.repos.getLatestRelease(REPOSITORY)).data.tag_name).toBe(TAG)
  })

  it('when published leaves the annotated tag that is there', async () => {
    await test.tree.git('tag', '-a', TAG, '-m', 'a release')
    await test.tree.git('push', '--quiet', 'origin', TAG)
    const before = await refs()
    const { data } = await test.ada.rest.repos.createRelease({ ...REPOSITORY, tag_name: TAG })
    expect(await refs()).toBe(before)
    expect(lastEvent(test, 'release')).toMatchObject({
      action: 'published',
      ref: `refs/tags/${TAG}`,
      sha: await test.tree.git('rev-parse', 'main'),
      payload: { release: { id: data.id } },
    })
  })

  it('refuses a tag that is no name, and a target that is not there, and makes nothing', async () => {
    expect(await refusal(job.rest.repos.createRelease({ ...REPOSITORY, tag_name: 'a..b' }))).toBe(422)
    const nowhere = { ...REPOSITORY, tag_name: 'v9', target_commitish: 'nowhere' }
    expect(await refusal(job.rest.repos.createRelease(nowhere))).toBe(422)
    expect((await job.rest.repos.listReleases(REPOSITORY)).data).toEqual([])
  })

  it('refuses a second one of the same tag', async () => {
    await publish((await draft()).id)
    const second = await draft()
    expect(await refusal(publish(second.id))).toBe(422)
  })
})

describe('assets', () => {
  it('keep their bytes, with the digest of what came', async () => {
    const release = await draft()
    const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, at) => at % 256))
    const { data } = (await upload(release.upload_url, 'model.onnx', bytes)) as { data: { id: number } }
    const asset = { ...REPOSITORY, asset_id: data.id }
    expect((await job.rest.repos.getReleaseAsset(asset)).data).toMatchObject({
      name: 'model.onnx',
      size: bytes.length,
      state: 'uploaded',
      digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
    })
    const headers = { accept: 'application/octet-stream' }
    const got = await job.rest.repos.getReleaseAsset({ ...asset, headers })
    expect(Buffer.from(got.data as unknown as ArrayBuffer)).toEqual(bytes)
    expect(await refusal(upload(release.upload_url, 'model.onnx', 'again'))).toBe(422)
    expect(await refusal(job.rest.repos.deleteReleaseAsset(asset))).toBe(200)
    expect(await refusal(upload(release.upload_url, 'model.onnx', 'again'))).toBe(200)
  })
})

describe('an immutable release', () => {
  let id: number
  let url: string

  beforeEach(async () => {
    test.forge.setImmutableReleases(test.repository, true)
    const release = await draft()
    id = release.id
    url = release.upload_url
    await upload(url, 'model.json', '{}')
    await publish(id)
  })

  it('takes no asset and loses none; its notes may change', async () => {
    expect(await refusal(upload(url, 'late.txt', 'x'))).toBe(422)
    const { data } = await job.rest.repos.getRelease({ ...REPOSITORY, release_id: id })
    expect(data).toMatchObject({ immutable: true, draft: false })
    const asset_id = data.assets[0]?.id ?? 0
    expect(await refusal(job.rest.repos.deleteReleaseAsset({ ...REPOSITORY, asset_id }))).toBe(422)
    const update = (more: object) =>
      refusal(job.rest.repos.updateRelease({ ...REPOSITORY, release_id: id, ...more }))
    expect(await update({ tag_name: 'other' })).toBe(422)
    expect(await update({ draft: true })).toBe(422)
    expect(await update({ body: 'new notes' })).toBe(200)
  })

  it('holds its tag: nobody moves or deletes it', async () => {
    await test.tree.commit('more', { 'more.txt': 'x' })
    await expect(test.tree.git('push', '--force', 'origin', `HEAD:refs/tags/${TAG}`)).rejects.toThrow(
      /protected ref/,
    )
    await expect(test.tree.git('push', 'origin', `:refs/tags/${TAG}`)).rejects.toThrow(/protected ref/)
    expect(await refusal(test.ada.rest.git.deleteRef({ ...REPOSITORY, ref: `tags/${TAG}` }))).toBe(422)
    await test.tree.git('push', '--quiet', 'origin', 'HEAD:refs/tags/free')
  })

  it('burns the name of its tag for ever', async () => {
    await job.rest.repos.deleteRelease({ ...REPOSITORY, release_id: id })
    await test.tree.git('push', '--quiet', 'origin', `:refs/tags/${TAG}`)
    const again = await job.rest.repos
      .createRelease({ ...REPOSITORY, tag_name: TAG })
      .catch((error: unknown) => error)
    expect(again).toMatchObject({
      status: 422,
      message: expect.stringContaining('was used by an immutable release'),
    })
    test.forge.setImmutableReleases(test.repository, false)
    expect(await refusal(draft())).toBe(422)
    expect(await refusal(draft({ tag_name: 'flight-delay@v1.0.1' }))).toBe(200)
  })
})
