import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTestForge, type TestForge } from '../testing/test-forge.ts'

let test: TestForge
beforeEach(async () => {
  test = await startTestForge()
})
afterEach(async () => {
  await test.close()
})

const post = () =>
  fetch(`${test.forge.urls.api}/repos/ada/models/issues`, {
    method: 'POST',
    headers: { authorization: `Bearer ${test.tokens.ada}` },
    body: '{"title":"x"}',
  })
const issues = async () =>
  (await test.ada.rest.issues.listForRepo({ owner: 'ada', repo: 'models' })).data.length

describe('a fault', () => {
  it('before the work lets nothing happen', async () => {
    test.forge.addFault({
      match: 'POST /api/repos/ada/models/issues',
      when: 'before',
      action: { kind: 'drop' },
    })
    await expect(post()).rejects.toThrow()
    expect(await issues()).toBe(0)
    expect((await post()).status).toBe(201)
  })

  it('after the work loses the reply only', async () => {
    test.forge.addFault({
      match: /^POST .*\/issues$/,
      when: 'after',
      action: { kind: 'status', status: 502 },
    })
    expect((await post()).status).toBe(502)
    expect(await issues()).toBe(1)
    test.forge.addFault({ match: /^POST /, when: 'after', action: { kind: 'drop' } })
    await expect(post()).rejects.toThrow()
    expect(await issues()).toBe(2)
  })

  it('says when to come back', async () => {
    test.forge.addFault({
      match: 'POST',
      when: 'before',
      action: { kind: 'status', status: 429, retryAfterS: 3 },
    })
    const reply = await post()
    expect([reply.status, reply.headers.get('retry-after')]).toEqual([429, '3'])
  })

  it('meets as many requests as it was told, and none after it was taken back', async () => {
    const takeBack = test.forge.addFault({
      match: 'POST',
      when: 'before',
      action: { kind: 'status', status: 503 },
      times: 3,
    })
    expect([(await post()).status, (await post()).status]).toEqual([503, 503])
    takeBack()
    expect((await post()).status).toBe(201)
  })

  it('after a push loses the reply of a push that happened', async () => {
    test.forge.addFault({ match: '/git-receive-pack', when: 'after', action: { kind: 'drop' } })
    await expect(test.tree.git('push', 'origin', 'main:refs/heads/lost')).rejects.toThrow()
    expect(await test.tree.git('ls-remote', 'origin', 'refs/heads/lost')).not.toBe('')
    await test.tree.git('push', '--quiet', 'origin', 'main:refs/heads/lost')
  })

  it('lets something else happen meanwhile, and says how many requests it was still to meet', async () => {
    const end = test.forge.addFault({
      match: 'POST /api/repos/ada/models/issues',
      when: 'before',
      times: 3,
      action: { kind: 'meanwhile', work: async () => expect(await issues()).toBe(0) },
    })
    expect((await post()).status).toBe(201)
    expect(end()).toBe(2)
    expect(end()).toBe(0)
    expect((await post()).status).toBe(201)
    expect(await issues()).toBe(2)
  })

  it('delays a reply', async () => {
    test.forge.addFault({ match: 'POST', when: 'after', action: { kind: 'delay', ms: 50 } })
    const started = performance.now()
    expect((await post()).status).toBe(201)
    expect(performance.now() - started).toBeGreaterThanOrEqual(49)
  })
})
