import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { dataAddCommand } from './data-add.ts'
import { dataLsCommand } from './data-ls.ts'
import type { TemporaryProject } from './testing/temporary-project.ts'
import { VersionedData } from './testing/versioned-data.ts'

const ls = (project: TemporaryProject, path?: string, rev?: string) =>
  project.run(dataLsCommand, { path, rev })

describe('slipway data ls', () => {
  it('lists what sha256sum says of the files, with their sizes and modes', async () => {
    using at = await VersionedData.make({ pushed: false, lost: false })
    const { project } = at
    const { entries } = await ls(project, 'data/flights')
    expect(entries.map(({ path, kind, bytes }) => [path, kind, bytes])).toEqual([
      ['data/flights/a', 'file', 3],
      ['data/flights/run', 'executable', 2],
      ['data/flights/sub/ünï %\n', 'file', 3],
    ])
    for (const { path, oid } of entries) {
      const sum = execFileSync('sha256sum', ['-z', path], { cwd: project.root, encoding: 'utf8' })
      expect(`${oid.slice('sha256:'.length)}  ${path}\0`).toBe(sum)
    }
  })

  it('lists targets, folders in a target, single files, from the shared store, of any revision', async () => {
    using at = await VersionedData.make({ pushed: true, lost: true })
    const { project } = at
    expect((await ls(project)).entries).toMatchObject([
      { path: 'data/file', kind: 'file', files: 1, bytes: 5 },
      { path: 'data/flights', kind: 'tree', files: 3, bytes: 8 },
    ])
    expect((await ls(project, undefined, 'HEAD~1')).entries).toEqual([])
    expect((await ls(project, 'data/flights/sub')).entries).toMatchObject([
      { path: 'data/flights/sub/ünï %\n' },
    ])
    for (const path of ['data/file', 'data/file.slip'])
      expect((await ls(project, path)).entries).toMatchObject([{ path: 'data/file', bytes: 5 }])
    project.write('data/file', 'changed')
    await project.run(dataAddCommand, { targets: ['data/file'] })
    expect((await ls(project, 'data/file', 'HEAD')).entries).toMatchObject([{ bytes: 5 }])
    expect((await ls(project, 'data/file')).entries).toMatchObject([{ bytes: 7 }])
    const lines = dataLsCommand.render(await ls(project, 'data/flights'), { colour: false, columns: 80 })
    expect(lines).toMatch(/^f {2}3 B {2}[0-9a-f]{7} {2}data\/flights\/a\nx .*\nf .*ünï %\\n$/)
  })

  it('refuses what is not versioned, with the name that was meant, and says that a tree is nowhere', async () => {
    using at = await VersionedData.make({ pushed: true, lost: true })
    const fails = (path: string) => expect(ls(at.project, path)).rejects
    await fails('slipway.yaml').toMatchObject({ code: 'data/not-added' })
    await fails('data/flights/b').toMatchObject({
      code: 'data/path-unknown',
      kind: 'usage',
      hint: 'Did you mean "data/flights/a"?',
    })
    await fails('data/file/a').toMatchObject({ code: 'data/path-unknown' })
    await fails('..').toMatchObject({ code: 'data/target-invalid' })
    await expect(ls(at.project, undefined, 'nowhere')).rejects.toMatchObject({ code: 'git/rev-unknown' })
    rmSync(at.project.folder.path('remote/t'), { recursive: true })
    await fails('data/flights').toMatchObject({ code: 'data/not-stored', kind: 'external' })
  })
})
