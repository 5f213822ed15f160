import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestForge, type TestForge } from '../testing/test-forge.ts'
import { lastEvent, refusal } from '../testing/test-run.ts'

const REPOSITORY = { owner: 'ada', repo: 'models' }
let test: TestForge
let head: string

beforeAll(async () => {
  test = await startTestForge()
  head = await test.tree.git('rev-parse', 'main')
})
beforeEach(() => {
  test.events.length = 0
})
afterAll(async () => {
  expect(test.forge.violations).toEqual([])
  await test.close()
})

describe('tags of the registry', () => {
  it('are made annotated on a commit of our own: tree, commit, tag, ref', async () => {
    const { git } = test.ada.rest
    const tree = (await git.getTree({ ...REPOSITORY, tree_sha: head })).data.sha
    const commit = await git.createCommit({ ...REPOSITORY, message: 'detached', tree, parents: [head] })
    const tag = await git.createTag({
      ...REPOSITORY,
      tag: 'delay@v1.0.0',
      message: 'delay v1.0.0\n\nModel: sha256:1',
      object: commit.data.sha,
      type: 'commit',
      tagger: { name: 'bot', email: 'bot@example.com', date: '2026-03-01T10:00:00Z' },
    })
    await git.createRef({ ...REPOSITORY, ref: 'refs/tags/delay@v1.0.0', sha: tag.data.sha })
    await test.tree.git('fetch', '--quiet', '--tags', 'origin')
    expect(await test.tree.git('cat-file', 'tag', 'delay@v1.0.0')).toBe(
      [
        `object ${commit.data.sha}`,
        'type commit',
        'tag delay@v1.0.0',
        'tagger bot <bot@example.com> 1772359200 +0000',
        '',
        'delay v1.0.0',
        '',
        'Model: sha256:1',
      ].join('\n'),
    )
    expect(await test.tree.git('rev-parse', 'delay@v1.0.0^{tree}', 'delay@v1.0.0^')).toBe(`${tree}\n${head}`)
    expect((await git.getTag({ ...REPOSITORY, tag_sha: tag.data.sha })).data).toMatchObject({
      tag: 'delay@v1.0.0',
      message: 'delay v1.0.0\n\nModel: sha256:1',
      object: { sha: commit.data.sha, type: 'commit' },
      tagger: { date: '2026-03-01T10:00:00Z' },
    })
    expect(lastEvent(test, 'push')).toMatchObject({ ref: 'refs/tags/delay@v1.0.0', sha: commit.data.sha })
  })

  it('may have "#" in their names, and are found by their beginning', async () => {
    const { git } = test.ada.rest
    for (const at of [1, 2])
      await git.createRef({ ...REPOSITORY, ref: `refs/tags/delay#prod#${at}`, sha: head })
    const found = await git.listMatchingRefs({ ...REPOSITORY, ref: 'tags/delay#prod' })
    expect(found.data.map((ref) => ref.ref)).toEqual(['refs/tags/delay#prod#1', 'refs/tags/delay#prod#2'])
    expect((await git.getRef({ ...REPOSITORY, ref: 'tags/delay#prod#2' })).data.object).toMatchObject({
      type: 'commit',
      sha: head,
    })
    expect(await refusal(git.getRef({ ...REPOSITORY, ref: 'tags/delay#prod' }))).toBe(404)
  })
})

describe('refs', () => {
  it('are made once: of two writers one is refused, and nothing moves', async () => {
    const create = (sha: string) =>
      test.ada.rest.git.createRef({ ...REPOSITORY, ref: 'refs/heads/race', sha })
    const results = await Promise.all([refusal(create(head)), refusal(create(head))])
    expect(results.sort()).toEqual([200, 422])
    expect(test.events.filter((event) => event.ref === 'refs/heads/race')).toHaveLength(1)
  })

  it('move forward only, unless forced', async () => {
    const commit = await test.tree.commit('forward', { 'forward.txt': 'x' })
    await test.tree.git('push', '--quiet', 'origin', 'HEAD:refs/heads/forward')
    await test.tree.git('reset', '--quiet', '--hard', head)
    const update = (sha: string, force?: boolean) =>
      test.ada.rest.git.updateRef({
        ...REPOSITORY,
        ref: 'heads/forward',
        sha,
        ...(force === undefined ? {} : { force }),
      })
    expect(await refusal(update(head))).toBe(422)
    expect(await refusal(update(head, true))).toBe(200)
    expect(await refusal(update(commit))).toBe(200)
  })

  it('name what is there: no unknown object, no odd name, no pull request', async () => {
    const create = (ref: string, sha: string) =>
      refusal(test.ada.rest.git.createRef({ ...REPOSITORY, ref, sha }))
    expect(await create('refs/heads/x', '1'.repeat(40))).toBe(422)
    expect(await create('refs/heads/a..b', head)).toBe(422)
    expect(await create('refs/pull/9/head', head)).toBe(422)
    expect(await create('heads', head)).toBe(422)
    const blob = (await test.ada.rest.git.createBlob({ ...REPOSITORY, content: 'x' })).data.sha
    expect(await create('refs/heads/x', blob)).toBe(422)
    expect(await create('refs/notes/x', blob)).toBe(200)
  })

  it('are deleted', async () => {
    await test.tree.git('push', '--quiet', 'origin', 'main:refs/heads/gone')
    expect(await refusal(test.ada.rest.git.deleteRef({ ...REPOSITORY, ref: 'heads/gone' }))).toBe(200)
    expect(await refusal(test.ada.rest.git.deleteRef({ ...REPOSITORY, ref: 'heads/gone' }))).toBe(422)
    expect(await test.tree.git('ls-remote', 'origin', 'refs/heads/gone')).toBe('')
  })
})
