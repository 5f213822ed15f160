import { rmSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { initCommand } from './init-command.ts'
import { TemporaryProject } from './testing/temporary-project.ts'

const options = { branch: 'main', actions: 'slipway-ml/slipway@v0', dryRun: false }

describe('slipway init --store', () => {
  it('refuses what is no address of a store, and writes nothing', async () => {
    using project = new TemporaryProject()
    const before = project.contents('.')
    for (const store of ['my-bucket', 'gs://My-Bucket', 'az://account'])
      await expect(project.run(initCommand, { ...options, store })).rejects.toMatchObject({
        code: 'store/url-invalid',
      })
    expect(project.contents('.')).toEqual(before)
    const result = await project.run(initCommand, { ...options, store: 'gs://my-bucket' })
    expect(result.variables.join(' ')).toContain('SLIPWAY_IDENTITY_PROVIDER')
    // This project has its file already.
    expect(initCommand.render(result, { colour: false, columns: 80 })).toContain(
      'see that it has: store: { remote: "gs://my-bucket" }',
    )
    expect(project.contents('.')['slipway.yaml']).toBe(before['slipway.yaml'])
  })

  it('names the store in a new project file', async () => {
    using project = new TemporaryProject()
    rmSync(project.path('slipway.yaml'))
    await project.run(initCommand, { ...options, store: 'az://account/data' })
    expect(project.contents('.')['slipway.yaml']).toContain('store: { remote: "az://account/data" }')
  })
})
