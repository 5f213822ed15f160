import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { digestOf, hexOf } from '@slipway/core'
import { blobPath } from '@slipway/store'
import { describe, expect, it } from 'vitest'
import { dataAddCommand } from './data-add.ts'
import { dataExportCommand } from './data-export.ts'
import { TemporaryProject } from './testing/temporary-project.ts'

const FILES = { 'a.csv': 'one', 'sub/ü %': 'two', 'line\nbreak\\and\rmore': 'three', '-rf': '' }

async function exported(): Promise<TemporaryProject> {
  const project = new TemporaryProject()
  for (const [path, content] of Object.entries(FILES)) project.write(`data/${path}`, content)
  project.write('run', '#!', { executable: true })
  await project.run(dataAddCommand, { targets: ['data', 'run'] })
  project.repository.commit('first')
  return project
}

const run = (project: TemporaryProject, to: string, paths: readonly string[] = [], rev?: string) =>
  project.run(dataExportCommand, { paths, to, format: 'plain', rev })
const check = (folder: string) =>
  execFileSync('sha256sum', ['--check', '--strict', 'SHA256SUMS'], {
    cwd: folder,
    encoding: 'utf8',
    stdio: 'pipe',
  })
const below = (files: Readonly<Record<string, string>>, folder: string) =>
  Object.fromEntries(Object.entries(files).map(([path, content]) => [`${folder}/${path}`, content]))
const code = (value: string) => expect.objectContaining({ code: value })

describe('slipway data export', () => {
  it('writes everything, and a list that sha256sum accepts, whatever the names', async () => {
    using project = await exported()
    const to = project.folder.path('out')
    expect(await run(project, to)).toMatchObject({
      paths: [
        { path: 'data', kind: 'tree', files: 4 },
        { path: 'run', kind: 'executable', files: 1 },
      ],
      written: 5,
      kept: 0,
    })
    const { SHA256SUMS: list = '', ...rest } = project.folder.contents('out')
    expect(rest).toEqual({ ...below(FILES, 'data'), run: 'x #!' })
    expect(list.split('\n').length).toBe(6)
    expect(check(to)).toContain('data/a.csv: OK')
    chmodSync(`${to}/run`, 0o644)
    writeFileSync(`${to}/data/line\nbreak\\and\rmore`, 'THREE')
    expect(() => check(to)).toThrow()
  })

  it('changes nothing the second time, and finishes what was begun', async () => {
    using project = await exported()
    const to = project.folder.path('out')
    project.folder.write('out/data/a.csv', 'one')
    project.folder.write('out/mine', 'stays')
    expect(await run(project, to)).toMatchObject({ written: 4, kept: 1 })
    const before = statSync(`${to}/SHA256SUMS`).mtimeMs
    expect(await run(project, to)).toMatchObject({ written: 0, kept: 5 })
    expect(statSync(`${to}/SHA256SUMS`).mtimeMs).toBe(before)
    expect(readFileSync(`${to}/mine`, 'utf8')).toBe('stays')
  })

  it('overwrites nothing: not a file, a folder, a link or another list, and then writes nothing', async () => {
    using project = await exported()
    for (const [name, content] of Object.entries({
      'data/a.csv': 'ONE',
      data: 'a file',
      SHA256SUMS: 'other',
    })) {
      const to = project.folder.path(`to ${name.replace('/', ' ')}`)
      const path = project.folder.write(`to ${name.replace('/', ' ')}/${name}`, content)
      await expect(run(project, to)).rejects.toThrow(code('data/export-blocked'))
      expect(readFileSync(path, 'utf8')).toBe(content)
      expect(existsSync(`${to}/run`)).toBe(false)
    }
    await expect(run(project, '')).rejects.toThrow(code('data/target-invalid'))
  })

  it('writes a part, and what another revision names, with paths from a folder below', async () => {
    using project = await exported()
    project.write('data/a.csv', 'changed')
    await project.run(dataAddCommand, { targets: ['data'] })
    project.repository.commit('second')
    const values = { paths: ['a.csv', 'sub'], to: '../../old', format: 'plain' as const, rev: 'HEAD~1' }
    await project.run(dataExportCommand, values, { cwd: project.path('data') })
    const { SHA256SUMS: list, ...rest } = project.folder.contents('old')
    expect(rest).toEqual({ 'data/a.csv': 'one', 'data/sub/ü %': 'two' })
    expect(list).toBe(
      `${hexOf(digestOf('one'))}  data/a.csv\n${hexOf(digestOf('two'))}  data/sub/ü %\n`.replace(
        'ü',
        '\u00c3\u00bc',
      ),
    )
    await expect(run(project, 'x', ['data/nothing'])).rejects.toThrow(code('data/path-unknown'))
  })

  it('writes no damaged byte, and no list while something is missing', async () => {
    using project = await exported()
    const file = project.path(`.slipway/store/${blobPath(digestOf('two'))}`)
    chmodSync(file, 0o644)
    writeFileSync(file, 'TWO')
    const to = project.folder.path('out')
    await expect(run(project, to)).rejects.toThrow(code('store/object-corrupt'))
    expect(existsSync(`${to}/data/sub/ü %`)).toBe(false)
    expect(existsSync(`${to}/SHA256SUMS`)).toBe(false)
    writeFileSync(file, 'two')
    await run(project, to)
    check(to)
  })

  it('writes an image: one target at its top, several by their paths, and the same digest each time', async () => {
    using project = await exported()
    const image = async (to: string, ...paths: string[]) => {
      const found = await project.run(dataExportCommand, {
        paths,
        to: project.folder.path(to),
        format: 'oci',
        rev: undefined,
      })
      const blobs = `${project.folder.path(to)}/blobs/sha256`
      const manifest = readFileSync(`${blobs}/${found.image?.digest.slice('sha256:'.length)}`, 'utf8')
      const { layers } = JSON.parse(manifest) as { layers: { digest: string }[] }
      const files = layers.map(({ digest }) => `${blobs}/${digest.slice('sha256:'.length)}`)
      const listed = files.map((file) => execFileSync('tar', ['-tf', file], { encoding: 'utf8' })).join('')
      const named = listed.split('\n').filter((name) => name !== '' && !name.endsWith('/'))
      return { ...found, named }
    }
    expect((await image('one', 'run')).named).toEqual(['models/run'])
    const tree = await image('two', 'data')
    expect([tree.written, tree.named]).toEqual([4, expect.arrayContaining(['models/a.csv'])])
    expect((await image('again', 'data')).image).toEqual(tree.image)
    const both = await image('three', 'data', 'data/a.csv', 'run')
    expect([both.written, both.named.length]).toEqual([5, 5])
    expect(both.named).toEqual(expect.arrayContaining(['models/data/a.csv', 'models/run']))
    await expect(image('one', 'run')).rejects.toThrow(code('store/folder-taken'))
  })
})
