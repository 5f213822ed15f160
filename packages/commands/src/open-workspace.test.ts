import { existsSync, readFileSync, rmSync } from 'node:fs'
import { type Digest, digestOf } from '@slipway/core'
import { Store, treeOf } from '@slipway/store'
import { MemoryBackend, sampleRecord } from '@slipway/store/testing'
import { describe, expect, it } from 'vitest'
import { openStore, openWorkspace } from './open-workspace.ts'
import { storeLookups } from './store-lookups.ts'
import { TemporaryProject } from './testing/temporary-project.ts'

const code = (value: string) => expect.objectContaining({ code: value })

describe('openWorkspace()', () => {
  const open = (project: TemporaryProject, env: Record<string, string> = {}, cwd = project.root) =>
    openWorkspace(project.context({ cwd, env: { ...project.context().env, ...env } }))

  it('opens repository, project and stores from a folder below, and keeps its own things away from Git', async () => {
    using project = new TemporaryProject('data: [data]\n')
    project.write('src/a.py', 'a')
    project.repository.commit('source')
    const workspace = await open(project, {}, project.path('src'))
    expect(workspace.repository.root).toBe(project.root)
    expect(workspace.project.data).toEqual(['data'])
    expect(workspace.remote?.url).toBe(project.folder.url('remote'))
    expect(workspace.domain).toBe('dev')
    await workspace.local.writeBytes(Buffer.from('x'))
    expect(existsSync(project.path('.slipway/store/format'))).toBe(true)
    expect(readFileSync(project.path('.slipway/.gitignore'), 'utf8')).toBe('*\n')
    expect(project.repository.git('status', '--porcelain', '-uall')).toBe('')
  })

  it('takes domain and store from the environment, and refuses what is neither', async () => {
    using project = new TemporaryProject()
    const workspace = await open(project, {
      SLIPWAY_DOMAIN: 'pr-7',
      SLIPWAY_STORE: project.folder.url('other'),
    })
    expect(workspace.domain).toBe('pr-7')
    expect(workspace.remote?.url).toBe(project.folder.url('other'))
    expect((await open(project, { SLIPWAY_DOMAIN: '', SLIPWAY_STORE: '' })).remote?.url).toBe(
      project.folder.url('remote'),
    )
    await expect(open(project, { SLIPWAY_DOMAIN: 'prod' })).rejects.toThrow(code('core/name-invalid'))
    await expect(open(project, { SLIPWAY_STORE: './store' })).rejects.toThrow(code('store/url-invalid'))
  })

  it('keeps objects in SLIPWAY_RUNNER_STORE, where other workspaces find them, and believes no record there', async () => {
    using project = new TemporaryProject()
    using other = new TemporaryProject()
    const env = { SLIPWAY_RUNNER_STORE: project.folder.path('runner') }
    const { local } = await open(project, env)
    const oid = await local.writeBytes(Buffer.from('shared'))
    expect(existsSync(project.path('.slipway/store/o'))).toBe(false)
    const neighbour = await open(other, env)
    expect(Buffer.from(await neighbour.local.readBytes(oid)).toString()).toBe('shared')
    const record = sampleRecord()
    const runner = await openStore(project.folder.url('runner'), { cwd: project.root, env: {} })
    await runner.putRecord('main', record)
    expect(await neighbour.lookups.runs.findRun(record.key)).toBeUndefined()
    await local.putRecord('dev', record)
    expect(await (await open(project, env)).lookups.runs.findRun(record.key)).toMatchObject({ domain: 'dev' })
  })

  it('refuses a folder without repository or project file, and a project file with mistakes', async () => {
    using project = new TemporaryProject()
    await expect(open(project, {}, project.folder.root)).rejects.toThrow(code('git/not-a-repository'))
    project.write('slipway.yaml', 'version: 2\n')
    await expect(open(project)).rejects.toThrow(code('project/invalid'))
    rmSync(project.path('slipway.yaml'))
    await expect(open(project)).rejects.toThrow(code('workspace/project-missing'))
    expect(existsSync(project.path('.slipway'))).toBe(false)
  })
})

describe('storeLookups()', () => {
  it('finds a run in either store, the shared one first, and says which runs are shared', async () => {
    const local = new Store(new MemoryBackend('local'))
    const remote = new Store(new MemoryBackend('remote'))
    const { runs } = storeLookups(local, remote, ['main', 'pr-7'])
    const record = sampleRecord({ seconds: 1 })
    const { key } = record
    expect(await runs.findRun(key)).toBeUndefined()
    await local.putRecord('pr-7', record)
    expect(await runs.findRun(key)).toMatchObject({ domain: 'pr-7', shared: false, record })
    expect(await storeLookups(local, undefined, ['pr-7']).runs.findRun(key)).toMatchObject({ shared: false })
    await remote.putRecord('main', sampleRecord({ seconds: 2 }))
    expect(await runs.findRun(key)).toMatchObject({
      domain: 'main',
      shared: true,
      record: { timing: { seconds: 2 } },
    })
    expect(await storeLookups(local, remote, ['dev']).runs.findRun(key)).toBeUndefined()
  })

  it('looks inside a tree that either store holds, and fails where none does', async () => {
    const local = new Store(new MemoryBackend('local'))
    const remote = new Store(new MemoryBackend('remote'))
    const oid = digestOf('x')
    const bundle = treeOf([{ path: 'a/b', kind: 'executable', oid, bytes: 1 }])
    const tree = { kind: 'tree', oid: bundle.root, bytes: 1 } as const
    await remote.writeTree(bundle)
    const { data } = storeLookups(local, remote, ['dev'])
    expect(await data.entry(tree, '')).toEqual(tree)
    expect(await data.entry(tree, 'a')).toMatchObject({ kind: 'tree', bytes: 1 })
    expect(await data.entry(tree, 'a/b')).toEqual({ kind: 'executable', oid, bytes: 1 })
    for (const path of ['b', 'a/b/c', 'a/']) expect(await data.entry(tree, path)).toBeUndefined()
    const file = { kind: 'file', oid: 'sha256:0' as Digest, bytes: 1 } as const
    expect(await data.entry(file, '')).toEqual(file)
    expect(await data.entry(file, 'x')).toBeUndefined()
    await expect(storeLookups(local, undefined, ['dev']).data.entry(tree, 'a')).rejects.toThrow(
      code('store/object-missing'),
    )
  })
})
