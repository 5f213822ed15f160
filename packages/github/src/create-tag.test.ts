import { describe, expect, it } from 'vitest'
import { createDetachedCommit } from './create-detached-commit.ts'
import { createTag, findTag, type TagText } from './create-tag.ts'
import { FakeGitHub } from './testing/fake-github.ts'

const commit = 'c'.repeat(40)
const text: TagText = {
  name: 'm#prod#1',
  commit,
  message: 'm v1.0.0 to prod\n\nVersion: v1.0.0\n',
  tagger: { name: 'slipway', email: 's@example.com', date: new Date('2026-03-01T12:00:00Z') },
}

describe('createTag()', () => {
  it('makes an annotated tag, under a name with every sign of the grammar', async () => {
    await using fake = await FakeGitHub.start()
    for (const name of ['m#prod#1', 'm@v1.0.0', 'm@v1.0.0!', 'm#eu/prod!#2']) {
      const tag = await createTag(fake.open(), { ...text, name })
      expect(tag).toEqual({
        oid: expect.stringMatching(/^[0-9a-f]{40}$/),
        name,
        commit,
        message: text.message,
      })
      expect(fake.state.refs.get(`tags/${name}`)).toEqual({ type: 'tag', sha: tag.oid })
      expect(await findTag(fake.open(), name)).toEqual(tag)
    }
  })

  it('is done where the tag is there with the same content, though another date', async () => {
    await using fake = await FakeGitHub.start()
    const first = await createTag(fake.open(), text)
    const again = { ...text, tagger: { ...text.tagger, date: new Date('2026-04-01T12:00:00Z') } }
    expect(await createTag(fake.open(), again)).toEqual(first)
    expect(fake.count('POST', /git/)).toBe(2)
  })

  it.each([
    ['message', { ...text, message: 'm v1.1.0 to prod\n\nVersion: v1.1.0\n' }],
    ['commit', { ...text, commit: 'd'.repeat(40) }],
  ])('refuses a name that is taken with another %s, and changes nothing', async (_, other) => {
    await using fake = await FakeGitHub.start()
    await createTag(fake.open(), text)
    const before = [...fake.state.refs]
    await expect(createTag(fake.open(), other)).rejects.toMatchObject({ code: 'github/conflict' })
    expect([...fake.state.refs]).toEqual(before)
    expect(await createTag(fake.open(), { ...other, name: 'm#prod#2' })).toMatchObject({ name: 'm#prod#2' })
  })

  it('refuses a name that is a lightweight tag', async () => {
    await using fake = await FakeGitHub.start()
    fake.state.refs.set('tags/m#prod#1', { type: 'commit', sha: commit })
    await expect(createTag(fake.open(), text)).rejects.toMatchObject({ code: 'github/conflict' })
    await expect(findTag(fake.open(), text.name)).rejects.toMatchObject({ code: 'github/conflict' })
    expect(fake.count('POST', /git/)).toBe(0)
  })

  it('makes one where the answer was lost after the work', async () => {
    for (const path of [/^\/git\/refs$/, /^\/git\/tags$/]) {
      await using fake = await FakeGitHub.start()
      fake.fail({ method: 'POST', path, status: 502, afterwards: true })
      expect(await createTag(fake.open(), text)).toMatchObject({ name: 'm#prod#1', commit })
      expect(fake.state.refs.size).toBe(1)
    }
  })

  it('loses a race for the name, or shares it where both wanted the same', async () => {
    for (const [message, outcome] of [
      [text.message, 'same'],
      ['something else', 'conflict'],
    ] as const) {
      await using fake = await FakeGitHub.start()
      // The other writer's ref appears between our look and our write.
      const original = fake.state.tagObjects.set.bind(fake.state.tagObjects)
      fake.state.tagObjects.set = (sha, made) => {
        fake.state.refs.set('tags/m#prod#1', { type: 'tag', sha: 'f'.repeat(40) })
        original('f'.repeat(40), { object: commit, message, type: 'commit' })
        return original(sha, made)
      }
      const running = createTag(fake.open(), text)
      if (outcome === 'same') expect((await running).oid).toBe('f'.repeat(40))
      else await expect(running).rejects.toMatchObject({ code: 'github/conflict' })
    }
  })
})

describe('findTag()', () => {
  it('finds nothing where there is nothing', async () => {
    await using fake = await FakeGitHub.start()
    expect(await findTag(fake.open(), 'm@v1.0.0')).toBeUndefined()
  })
})

describe('createDetachedCommit()', () => {
  it('makes the same commit from the same text', async () => {
    await using fake = await FakeGitHub.start()
    const author = { name: 'slipway', email: 's@example.com', date: new Date('2026-03-01T12:00:00Z') }
    const own = { tree: 'f'.repeat(40), parent: commit, message: 'm v1.1.0', author }
    const sha = await createDetachedCommit(fake.open(), own)
    expect(sha).toMatch(/^[0-9a-f]{40}$/)
    expect(await createDetachedCommit(fake.open(), own)).toBe(sha)
    expect(await createDetachedCommit(fake.open(), { ...own, message: 'm v1.2.0' })).not.toBe(sha)
  })
})
