import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { digestOf } from '@slipway/core'
import { blobPath } from '@slipway/store'
import { contentsOf } from '@slipway/store/testing'
import { describe, expect, it } from 'vitest'
import { dataAddCommand } from './data-add.ts'
import { dataPullCommand } from './data-pull.ts'
import { dataPushCommand } from './data-push.ts'
import type { TemporaryProject } from './testing/temporary-project.ts'
import { VersionedData } from './testing/versioned-data.ts'

const pull = (project: TemporaryProject, force = false, ...targets: string[]) =>
  project.run(dataPullCommand, { targets, force })

describe('slipway data pull', () => {
  it('brings everything back byte for byte, executable bits and odd names too, and does nothing twice', async () => {
    using at = await VersionedData.make({ pushed: true, lost: true })
    expect((await pull(at.project)).targets).toMatchObject([
      { target: 'data/flights', state: 'restored', moved: { objects: 4 } },
      { target: 'data/file', state: 'restored', moved: { objects: 1 } },
    ])
    expect(at.project.contents('data')).toEqual(at.wanted)
    expect((await pull(at.project)).targets.map((each) => each.state)).toEqual(['unchanged', 'unchanged'])
    expect(at.project.audit()).toEqual([])
  })

  it('takes from the local store without the shared one', async () => {
    using at = await VersionedData.make({ pushed: false, lost: false })
    rmSync(at.project.path('data/flights'), { recursive: true })
    expect((await pull(at.project)).targets[0]).toMatchObject({ state: 'restored', moved: { objects: 0 } })
    expect(at.project.contents('data')).toEqual(at.wanted)
  })

  it('says which place had what: the folder of the runner, the cache, the shared store', async () => {
    using at = await VersionedData.make({ pushed: true, lost: true })
    const { project } = at
    const env = { ...project.context().env, SLIPWAY_RUNNER_STORE: project.folder.path('runner') }
    const on = async (targets: string[], changes: Record<string, string> = {}) => {
      const result = await project.run(
        dataPullCommand,
        { targets, force: false },
        { env: { ...env, ...changes } },
      )
      return { result, text: dataPullCommand.render(result, { colour: false, columns: 100 }) }
    }
    const remote = project.folder.url('remote')
    const first = await on(['data/flights/a'])
    expect(first.result.targets[0]?.served).toEqual([{ tier: 'remote', store: remote, objects: 1, bytes: 3 }])
    expect(first.text).toBe(`data/flights: 1 of 3 files, 1 object (3 B) from ${remote}`)
    const { result, text } = await on([])
    expect(result.targets[0]?.served).toMatchObject([
      { tier: 'runner', store: project.folder.url('runner'), objects: 1, bytes: 3 },
      { tier: 'remote', store: remote, objects: 3 },
    ])
    expect(text).toMatch(
      /^In all: 1 object \(3 B\) from the runner's folder, 4 objects \(.*\) from file:.*remote$/m,
    )
    rmSync(project.path('data'), { recursive: true })
    project.repository.git('checkout', '--', 'data')
    rmSync(project.path('.slipway'), { recursive: true, force: true })
    await on([], { SLIPWAY_RUNNER_STORE: '' })
    rmSync(project.path('data/file'))
    const cached = await on(['data/file'], { SLIPWAY_RUNNER_STORE: '', SLIPWAY_STORE_CACHE: 'key' })
    expect(cached.result.targets[0]?.served).toMatchObject([{ tier: 'cache', objects: 1, bytes: 5 }])
  })

  it('gives large files as hard links with SLIPWAY_LINK=hardlink, never of a folder that jobs share', async () => {
    using at = await VersionedData.make({ pushed: false, lost: false })
    const { project } = at
    const content = Buffer.alloc((1 << 20) + 1, 'weights')
    project.write('data/file', content)
    await project.run(dataAddCommand, { targets: [] })
    const pulled = async (changes: Record<string, string>) => {
      rmSync(project.path('data/file'), { force: true })
      const env = { ...project.context().env, ...changes }
      await project.run(dataPullCommand, { targets: ['data/file'], force: false }, { env })
      return statSync(project.path('data/file'))
    }
    expect(await pulled({ SLIPWAY_LINK: 'copy' })).toMatchObject({ nlink: 1 })
    const object = statSync(project.path(`.slipway/store/${blobPath(digestOf(content))}`))
    expect(await pulled({ SLIPWAY_LINK: 'hardlink' })).toMatchObject({ nlink: 2, ino: object.ino })
    await project.run(dataPushCommand, { targets: [] })
    const shared = { SLIPWAY_LINK: 'hardlink', SLIPWAY_RUNNER_STORE: project.folder.path('runner') }
    expect(await pulled(shared)).toMatchObject({ nlink: 1 })
    await expect(pulled({ SLIPWAY_LINK: 'symlink' })).rejects.toMatchObject({
      code: 'workspace/setting-invalid',
      kind: 'usage',
    })
  })

  it('refuses to overwrite what no store holds, unless it is forced to', async () => {
    using at = await VersionedData.make({ pushed: true, lost: false })
    at.project.write('data/flights/mine', 'mine')
    rmSync(at.project.path('data/flights/a'))
    const mine = at.project.contents('data')
    await expect(pull(at.project)).rejects.toMatchObject({ code: 'data/modified', kind: 'usage' })
    expect(at.project.contents('data')).toEqual(mine)
    await pull(at.project, true)
    expect(at.project.contents('data')).toEqual(at.wanted)
  })

  it('fills folders in which nothing is', async () => {
    using at = await VersionedData.make({ pushed: true, lost: false })
    rmSync(at.project.path('data/flights'), { recursive: true })
    mkdirSync(at.project.path('data/flights/empty'), { recursive: true })
    await pull(at.project)
    expect(at.project.contents('data')).toEqual(at.wanted)
    expect(existsSync(at.project.path('data/flights/empty'))).toBe(false)
  })

  it('overwrites an older version, which a store holds', async () => {
    using at = await VersionedData.make({ pushed: true, lost: false })
    at.project.write('data/file', 'newer')
    await at.project.run(dataAddCommand, { targets: ['data/file'] })
    const newer = at.project.repository.commit('newer')
    at.project.repository.git('checkout', '--quiet', 'HEAD~1')
    await pull(at.project)
    expect(at.project.contents('data')).toEqual(at.wanted)
    at.project.repository.git('checkout', '--quiet', newer)
    await pull(at.project)
    expect(readFileSync(at.project.path('data/file'), 'utf8')).toBe('newer')
  })

  it('fails for an object that is damaged in the shared store, though of the right size, and touches nothing', async () => {
    using at = await VersionedData.make({ pushed: true, lost: true })
    at.project.write('data/flights/old', 'old')
    at.damageRemote('two')
    await expect(pull(at.project, true)).rejects.toMatchObject({
      code: 'store/object-corrupt',
      kind: 'corrupt',
      message: expect.stringMatching(
        new RegExp(`${digestOf('two')}.*${at.project.folder.url('remote')}.*${digestOf('TWO')}`, 's'),
      ),
    })
    expect(at.project.contents('data/flights')).toEqual({ old: 'old' })
    const path = at.remoteFile('two')
    writeFileSync(path, 'two')
    await pull(at.project, true)
    expect(at.project.contents('data')).toEqual(at.wanted)
  })

  it('mends the local store from the shared one', async () => {
    using at = await VersionedData.make({ pushed: true, lost: false })
    const path = at.project.path(`.slipway/store/${blobPath(digestOf('two'))}`)
    chmodSync(path, 0o644)
    writeFileSync(path, 'TWO')
    rmSync(at.project.path('data/flights'), { recursive: true })
    await pull(at.project)
    expect(at.project.contents('data')).toEqual(at.wanted)
    expect(readFileSync(path, 'utf8')).toBe('two')
  })

  it('says where to push from when the data is nowhere', async () => {
    using at = await VersionedData.make({ pushed: false, lost: true })
    await expect(pull(at.project)).rejects.toMatchObject({
      code: 'data/not-stored',
      hint: expect.stringContaining('slipway data push data/flights'),
    })
    expect(existsSync(at.project.path('data/flights'))).toBe(false)
  })

  it('brings the data to a clone on another machine', async () => {
    using at = await VersionedData.make({ pushed: true, lost: false })
    const clone = join(at.project.folder.root, 'clone')
    at.project.repository.git('clone', '--quiet', '.', clone)
    await at.project.run(dataPullCommand, { targets: [], force: false }, { cwd: clone })
    expect(contentsOf(join(clone, 'data'))).toEqual(at.wanted)
  })
})
