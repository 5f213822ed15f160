import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { digestOf } from '@slipway/core'
import { blobPath } from '@slipway/store'
import { filesBelow } from '@slipway/store/testing'
import { describe, expect, it } from 'vitest'
import { dataCatCommand } from '../data-cat.ts'
import { dataImportDvcCommand } from '../data-import-dvc.ts'
import { dataPullCommand } from '../data-pull.ts'
import { dataPushCommand } from '../data-push.ts'
import { dataStatusCommand } from '../data-status.ts'
import { dataVerifyCommand } from '../data-verify.ts'
import { runCommand } from '../run-command.ts'
import { DvcProject, md5Of } from '../testing/dvc-project.ts'

const FILES = { 'a.csv': 'a\n', 'sub/b': 'two' }
const STAGE = 'stages:\n  count: { cmd: "cat data/a.csv > n", deps: [data], outs: [n] }\n'
const text = (project: DvcProject, path: string) => readFileSync(project.path(path), 'utf8')
const pull = (project: DvcProject, ...targets: string[]) =>
  project.run(dataPullCommand, { targets, force: false })

/** A fresh clone of a project that was imported, not pushed, and names DVC's remote; DVC's own cache is gone. */
async function imported(more: { executable?: boolean } = {}): Promise<DvcProject> {
  const project = new DvcProject(STAGE)
  project.track('data', project.keepFolder('remote', FILES))
  project.keep('remote', md5Of('x\n'), 'x\r\n', 2)
  project.track('old.txt', md5Of('x\n'), '')
  if (more.executable) project.write('data/sub/b', 'two', { executable: true })
  await project.run(dataImportDvcCommand, { paths: [], dryRun: false, remote: undefined, noStages: false })
  const url = project.folder.url('dvc-remote')
  const yaml = text(project, 'slipway.yaml')
  project.write('slipway.yaml', yaml.replace(' }\n', `, dvc: "${url}" }\n`))
  for (const path of ['.dvc', '.slipway', 'data'])
    rmSync(project.path(path), { recursive: true, force: true })
  return project
}

describe('store.dvc of slipway.yaml', () => {
  it('gives what nobody pushed yet, compared with the pointer’s digest', async () => {
    using project = await imported()
    expect((await pull(project)).targets.map(({ state }) => state)).toEqual(['restored', 'restored'])
    expect(project.contents('data')).toEqual(FILES)
    expect(text(project, 'old.txt')).toBe('x\r\n')
    const { targets } = await project.run(dataStatusCommand, { targets: [] })
    expect(targets).toMatchObject([
      { state: 'unchanged', local: true, remote: false },
      { state: 'unchanged', local: true, remote: false },
    ])
    await project.run(dataPushCommand, { targets: [] })
    rmSync(project.folder.path('dvc-remote'), { recursive: true })
    for (const path of ['.slipway', 'data', 'old.txt']) rmSync(project.path(path), { recursive: true })
    await pull(project)
    expect(project.contents('data')).toEqual(FILES)
    expect(project.audit()).toEqual([])
  })

  it('feeds a stage and `cat`, and gives a part of a folder', async () => {
    using project = await imported()
    await project.run(runCommand, {
      stages: [],
      again: false,
      twice: false,
      dryRun: false,
      fresh: false,
      limitMinutes: undefined,
      noPush: true,
      base: undefined,
    })
    expect(text(project, 'n')).toBe('a\n')
    for (const path of ['.slipway', 'data']) rmSync(project.path(path), { recursive: true })
    expect(await project.run(dataCatCommand, { path: 'data/sub/b', rev: undefined })).toMatchObject({
      bytes: 3,
    })
    await pull(project, 'data/sub')
    expect(project.contents('data')).toEqual({ 'sub/b': 'two' })
  })

  it('lets `verify` pass with all of it read, and fail where DVC’s remote lacks something too', async () => {
    using project = await imported()
    const verify = async () => {
      const result = await project.run(dataVerifyCommand, {
        targets: [],
        deep: false,
        remote: false,
        local: false,
        rev: undefined,
      })
      return [result.ok, ...result.targets.map(({ dvc, missing }) => (dvc === null ? missing : 'dvc'))]
    }
    expect(await verify()).toEqual([true, 'dvc', 'dvc'])
    rmSync(project.folder.path('dvc-remote'), { recursive: true })
    rmSync(project.path('.slipway'), { recursive: true })
    expect(await verify()).toEqual([false, 1, 1])
  })

  it('brings back a file that the local store lost, and is never written to', async () => {
    using project = await imported()
    await pull(project)
    const before = filesBelow(project.folder.path('dvc-remote'))
    rmSync(project.path(`.slipway/store/${blobPath(digestOf('two'))}`))
    rmSync(project.path('data'), { recursive: true })
    await pull(project)
    expect(project.contents('data')).toEqual(FILES)
    expect(filesBelow(project.folder.path('dvc-remote'))).toEqual(before)
  })

  it('refuses other bytes than the pointer names, with the same MD5 or another, and changes nothing', async () => {
    using project = await imported()
    const file = project.folder.path(
      `dvc-remote/files/md5/${md5Of('two').slice(0, 2)}/${md5Of('two').slice(2)}`,
    )
    writeFileSync(file, 'TWO')
    await expect(pull(project, 'data')).rejects.toMatchObject({ code: 'store/object-corrupt' })
    writeFileSync(file, 'two')
    // As if MD5 had been forged: the name fits, and the content is not the one that was imported.
    project.keep('remote', md5Of('x\n'), 'x\n', 2)
    await expect(pull(project, 'old.txt')).rejects.toMatchObject({ code: 'data/not-stored' })
    await pull(project, 'data')
    expect(project.contents('data')).toEqual(FILES)
    project.keep('remote', md5Of('x\n'), 'x\r\n', 2)
    await pull(project)
    expect(text(project, 'old.txt')).toBe('x\r\n')
  })

  it('cannot give a folder with files that can be run, and says so', async () => {
    using project = await imported({ executable: true })
    await expect(pull(project, 'data')).rejects.toMatchObject({
      code: 'data/not-stored',
      message: expect.stringContaining('expected sha256:'),
    })
  })

  it('goes away with SLIPWAY_DVC set to nothing', async () => {
    using project = await imported()
    const { env } = project.context()
    const without = { env: { ...env, SLIPWAY_DVC: '' } }
    await expect(project.run(dataPullCommand, { targets: [], force: false }, without)).rejects.toMatchObject({
      code: 'data/not-stored',
    })
  })
})
