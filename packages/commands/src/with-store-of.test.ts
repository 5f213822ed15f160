import { describe, expect, it } from 'vitest'
import { TemporaryProject } from './testing/temporary-project.ts'
import { withStoreOf } from './with-store-of.ts'

describe('withStoreOf()', () => {
  it("takes the base's address, whatever the head's project file says", async () => {
    using project = new TemporaryProject()
    project.write('slipway.yaml', 'version: 1\nstore: { remote: "file:///elsewhere" }\n')
    project.repository.commit('another store')
    const { env } = await withStoreOf(project.context(), 'HEAD~1')
    expect(env.SLIPWAY_STORE).toBe(project.folder.url('remote'))
    // What a pull request names as DVC's remote does not count either.
    expect(env.SLIPWAY_DVC).toBe('')
  })

  it('leaves the context as it is without a revision, with SLIPWAY_STORE, and where the revision has no project', async () => {
    using project = new TemporaryProject()
    const context = project.context()
    expect(await withStoreOf(context, undefined)).toBe(context)
    const set = { ...context, env: { ...context.env, SLIPWAY_STORE: 'file:///set' } }
    expect(await withStoreOf(set, 'HEAD')).toBe(set)
    project.repository.git('rm', '--quiet', 'slipway.yaml')
    project.repository.commit('without')
    expect(await withStoreOf(context, 'HEAD')).toBe(context)
    await expect(withStoreOf(context, 'nowhere')).rejects.toMatchObject({ code: 'git/rev-unknown' })
  })
})
