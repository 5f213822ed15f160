import { describe, expect, it } from 'vitest'
import { dataAddCommand } from './data-add.ts'
import { dataPushCommand } from './data-push.ts'
import { TemporaryProject } from './testing/temporary-project.ts'
import { VersionedData } from './testing/versioned-data.ts'

const code = (value: string) => expect.objectContaining({ code: value })

describe('slipway data push', () => {
  it('moves what is missing, and says what was there', async () => {
    using at = await VersionedData.make({ pushed: false, lost: false })
    const first = await at.project.run(dataPushCommand, { targets: ['data/flights'] })
    expect(first.targets).toMatchObject([
      { target: 'data/flights', moved: { objects: 4 }, present: { objects: 0 } },
    ])
    const second = await at.project.run(dataPushCommand, { targets: [] })
    expect(second.targets).toMatchObject([
      { moved: { objects: 0 }, present: { objects: 4 } },
      { target: 'data/file', moved: { objects: 1 } },
    ])
    expect(at.project.audit()).toEqual([])
  })

  it('fails when the data is on no machine that it can reach, and for a target that was never added', async () => {
    using at = await VersionedData.make({ pushed: false, lost: true })
    await expect(at.project.run(dataPushCommand, { targets: [] })).rejects.toMatchObject({
      code: 'data/not-stored',
      kind: 'external',
    })
    await expect(at.project.run(dataPushCommand, { targets: ['data/flight'] })).rejects.toMatchObject({
      code: 'data/not-added',
      hint: expect.stringContaining('"data/flights"'),
    })
  })

  it('needs a store, which the environment can name', async () => {
    using project = new TemporaryProject()
    project.write('slipway.yaml', 'version: 1\n')
    project.write('data', 'x')
    await project.run(dataAddCommand, { targets: ['data'] })
    const push = (env: Record<string, string>) =>
      project.run(dataPushCommand, { targets: [] }, { env: { ...project.context().env, ...env } })
    await expect(push({})).rejects.toThrow(code('workspace/remote-missing'))
    await expect(push({ SLIPWAY_STORE: 'file://relative' })).rejects.toThrow(code('store/url-invalid'))
    expect((await push({ SLIPWAY_STORE: project.folder.url('other') })).remote).toBe(
      project.folder.url('other'),
    )
  })
})
