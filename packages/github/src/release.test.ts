import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { digestOf } from '@slipway/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDraft } from './create-draft.ts'
import { createTag } from './create-tag.ts'
import { publishRelease } from './publish-release.ts'
import { assetsOf, findRelease } from './release.ts'
import { FakeGitHub } from './testing/fake-github.ts'
import { uploadAssets } from './upload-assets.ts'

const commit = 'c'.repeat(40)
const text = { tag: 'm@v1.0.0', title: 'm v1.0.0', body: '<!-- slipway release model=sha256:01 -->\n# notes' }
const tag = {
  name: 'm@v1.0.0',
  commit,
  message: 'm v1.0.0\n',
  tagger: { name: 'slipway', email: 's@example.com', date: new Date(0) },
}

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-release-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

function asset(name: string, content: string) {
  const file = join(folder, name)
  writeFileSync(file, content)
  return { name, file, digest: digestOf(content) }
}

describe('findRelease()', () => {
  it('finds a draft by listing, on any page, and a published one before it', async () => {
    await using fake = await FakeGitHub.start()
    const row = (id: number, tag_name: string, draft: boolean) => ({
      id,
      tag_name,
      draft,
      name: '',
      body: '',
    })
    fake.state.releases.push(
      ...Array.from({ length: 120 }, (_, index) => row(index + 10, `x@v1.${index}.0`, false)),
    )
    fake.state.releases.push(row(5, 'm@v1.0.0', true), row(4, 'm@v1.0.0', true))
    expect(await findRelease(fake.open(), 'm@v1.0.0')).toMatchObject({ id: 4, draft: true })
    fake.state.releases.push(row(6, 'm@v1.0.0', false))
    expect(await findRelease(fake.open(), 'm@v1.0.0')).toMatchObject({ id: 6, draft: false })
    expect(await findRelease(fake.open(), 'm@v2.0.0')).toBeUndefined()
  })
})

describe('createDraft()', () => {
  it('makes one draft, and takes it again with its text brought up to date', async () => {
    await using fake = await FakeGitHub.start()
    const draft = await createDraft(fake.open(), text)
    expect(draft).toMatchObject({ tag: 'm@v1.0.0', draft: true, body: text.body })
    expect(await createDraft(fake.open(), text)).toEqual(draft)
    const newer = { ...text, body: `${text.body}, better` }
    expect(await createDraft(fake.open(), newer)).toMatchObject({ id: draft.id, body: newer.body })
    expect(fake.state.releases).toHaveLength(1)
  })

  it('makes one where the answer was lost after the work', async () => {
    await using fake = await FakeGitHub.start()
    fake.fail({ method: 'POST', path: /^\/releases$/, status: 502, afterwards: true })
    expect(await createDraft(fake.open(), text)).toMatchObject({ id: 1 })
    expect(fake.state.releases).toHaveLength(1)
  })

  it('refuses where the tag is released, or drafted about something else', async () => {
    await using fake = await FakeGitHub.start()
    fake.state.releases.push({ id: 1, tag_name: 'm@v1.0.0', draft: true, name: '', body: 'by hand' })
    await expect(createDraft(fake.open(), text)).rejects.toMatchObject({ code: 'github/conflict' })
    Object.assign(fake.state.releases[0] ?? {}, { draft: false, body: text.body })
    await expect(createDraft(fake.open(), text)).rejects.toMatchObject({ code: 'github/conflict' })
    expect(fake.state.releases).toHaveLength(1)
    expect(await createDraft(fake.open(), { ...text, tag: 'm@v1.1.0' })).toMatchObject({ tag: 'm@v1.1.0' })
  })
})

describe('uploadAssets()', () => {
  const held = (fake: FakeGitHub) =>
    Object.fromEntries(fake.state.assets.map(({ name, bytes }) => [name, Buffer.from(bytes).toString()]))

  it('uploads what is missing, keeps what is right, and replaces what is wrong or broke off', async () => {
    await using fake = await FakeGitHub.start()
    const github = fake.open()
    const draft = await createDraft(github, text)
    const files = [asset('model.json', '{}'), asset('delay.onnx', 'onnx'), asset('SHA256SUMS', 'sums')]
    const first = await uploadAssets(github, draft, files)
    expect(first.map(({ name, digest }) => [name, digest])).toEqual(
      files.map(({ name, digest }) => [name, digest]),
    )
    expect(await uploadAssets(github, draft, files)).toEqual(first)
    expect(fake.count('POST', /^\/upload/)).toBe(3)
    const [wrong, broken] = fake.state.assets
    Object.assign(wrong ?? {}, { bytes: Buffer.from('other'), digest: digestOf('other') })
    Object.assign(broken ?? {}, { bytes: Buffer.from('on'), digest: null, state: 'starter' })
    await uploadAssets(github, draft, files)
    expect(held(fake)).toEqual({ 'model.json': '{}', 'delay.onnx': 'onnx', SHA256SUMS: 'sums' })
    expect(fake.count('POST', /^\/upload/)).toBe(5)
    expect(fake.count('GET', /^\/storage/)).toBe(0)
  })

  it('uploads once where the answer was lost after the work', async () => {
    for (const status of [502, 0]) {
      await using fake = await FakeGitHub.start()
      const github = fake.open()
      const draft = await createDraft(github, text)
      fake.fail({ method: 'POST', path: /^\/upload/, status, afterwards: true })
      await uploadAssets(github, draft, [asset('model.json', '{}')])
      expect(held(fake)).toEqual({ 'model.json': '{}' })
      expect(fake.count('POST', /^\/upload/)).toBe(1)
    }
  })

  it('uploads again where the service failed before the work', async () => {
    await using fake = await FakeGitHub.start()
    const github = fake.open()
    const draft = await createDraft(github, text)
    fake.fail({ method: 'POST', path: /^\/upload/, status: 503 })
    await uploadAssets(github, draft, [asset('model.json', '{}')])
    expect(held(fake)).toEqual({ 'model.json': '{}' })
  })

  it('asks for the bytes where the server names no digest', async () => {
    await using fake = await FakeGitHub.start()
    fake.state.noDigests = true
    const github = fake.open()
    const draft = await createDraft(github, text)
    const files = [asset('model.json', '{}')]
    await uploadAssets(github, draft, files)
    await uploadAssets(github, draft, files)
    expect(fake.count('POST', /^\/upload/)).toBe(1)
    await expect(
      uploadAssets(github, draft, [{ ...asset('x', 'x'), digest: digestOf('y') }]),
    ).rejects.toMatchObject({ code: 'github/download-corrupt' })
  })

  it('touches nothing of a published release', async () => {
    await using fake = await FakeGitHub.start()
    const github = fake.open()
    const draft = await createDraft(github, text)
    await uploadAssets(github, draft, [asset('model.json', '{}')])
    const published = { ...draft, draft: false }
    await expect(uploadAssets(github, published, [asset('model.json', 'other')])).rejects.toMatchObject({
      code: 'github/conflict',
    })
    expect(held(fake)).toEqual({ 'model.json': '{}' })
    expect(await uploadAssets(github, published, [asset('model.json', '{}')])).toEqual(
      await assetsOf(github, draft),
    )
  })
})

describe('publishRelease()', () => {
  it('publishes a draft whose tag is there, once', async () => {
    await using fake = await FakeGitHub.start()
    const github = fake.open()
    const { id } = await createDraft(github, text)
    await createTag(github, tag)
    expect(await publishRelease(github, { id, tag: text.tag, commit })).toMatchObject({ draft: false })
    expect(await publishRelease(github, { id, tag: text.tag, commit })).toMatchObject({ draft: false })
    expect(fake.count('PATCH', /^\/releases/)).toBe(1)
  })

  it('refuses without the tag, or with one on another commit: GitHub would make its own', async () => {
    await using fake = await FakeGitHub.start()
    const github = fake.open()
    const { id } = await createDraft(github, text)
    const draft = { id, tag: text.tag, commit }
    await expect(publishRelease(github, draft)).rejects.toMatchObject({ code: 'github/conflict' })
    await createTag(github, { ...tag, commit: 'd'.repeat(40) })
    await expect(publishRelease(github, draft)).rejects.toMatchObject({ code: 'github/conflict' })
    await expect(publishRelease(github, { ...draft, tag: 'm@v9.0.0' })).rejects.toMatchObject({
      code: 'github/conflict',
    })
    expect(fake.state.releases[0]?.draft).toBe(true)
  })
})
