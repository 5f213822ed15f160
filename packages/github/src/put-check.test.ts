import { describe, expect, it } from 'vitest'
import { type Check, MAX_CHECK_CHARACTERS, putCheck } from './put-check.ts'
import { FakeGitHub } from './testing/fake-github.ts'

const check: Check = {
  name: 'slipway / flight-delay',
  headSha: 'd'.repeat(40),
  externalId: 'sha256:01',
  conclusion: 'success',
  title: 'better',
  summary: 'ROC AUC +0.013',
}

describe('putCheck()', () => {
  it('makes one, completed, with all it was given', async () => {
    await using fake = await FakeGitHub.start()
    await putCheck(fake.open(), { ...check, text: 'more', detailsUrl: 'http://x' })
    expect(fake.state.checks).toEqual([
      {
        id: 1,
        html_url: `${fake.url}/check/1`,
        name: check.name,
        head_sha: check.headSha,
        external_id: 'sha256:01',
        status: 'completed',
        conclusion: 'success',
        output: { title: 'better', summary: 'ROC AUC +0.013', text: 'more' },
        details_url: 'http://x',
      },
    ])
  })

  it('updates the one of this name and external id, and makes another for another verdict', async () => {
    await using fake = await FakeGitHub.start()
    const github = fake.open()
    expect(await putCheck(github, check)).toMatchObject({ id: 1 })
    expect(await putCheck(github, { ...check, title: 'still better' })).toMatchObject({ id: 1 })
    expect(await putCheck(github, { ...check, externalId: 'sha256:02' })).toMatchObject({ id: 2 })
    expect(await putCheck(github, { ...check, headSha: 'e'.repeat(40) })).toMatchObject({ id: 3 })
    expect(fake.state.checks.map(({ output }) => (output as { title: string }).title)).toEqual([
      'still better',
      'better',
      'better',
    ])
  })

  it('makes another where the newest is about something else, though an older one is about the same', async () => {
    await using fake = await FakeGitHub.start()
    const github = fake.open()
    await putCheck(github, check)
    await putCheck(github, { ...check, externalId: 'run-8', conclusion: 'action_required' })
    expect(await putCheck(github, check)).toMatchObject({ id: 3 })
    expect(await putCheck(github, check)).toMatchObject({ id: 3 })
    expect(fake.state.checks.at(-1)).toMatchObject({ id: 3, conclusion: 'success' })
  })

  it('makes one where the answer was lost after the work', async () => {
    await using fake = await FakeGitHub.start()
    fake.fail({ method: 'POST', path: /^\/check-runs$/, status: 502, afterwards: true })
    expect(await putCheck(fake.open(), check)).toMatchObject({ id: 1 })
    expect(fake.state.checks).toHaveLength(1)
  })

  it.each(['summary', 'text'] as const)(
    'refuses a %s that is too long before it sends anything',
    async (part) => {
      await using fake = await FakeGitHub.start()
      const long = (characters: number) => ({ ...check, [part]: 'x'.repeat(characters) })
      await expect(putCheck(fake.open(), long(MAX_CHECK_CHARACTERS + 1))).rejects.toMatchObject({
        code: 'github/too-large',
      })
      expect(fake.requests).toEqual([])
      await putCheck(fake.open(), long(MAX_CHECK_CHARACTERS))
      expect(fake.state.checks).toHaveLength(1)
    },
  )
})
