import { copyFileSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { digestOf } from '@slipway/core'
import { blobPath } from '@slipway/store'
import { describe, expect, it } from 'vitest'
import { dataAddCommand } from './data-add.ts'
import { type DataDiffResult, dataDiffCommand } from './data-diff.ts'
import { dataPushCommand } from './data-push.ts'
import { TemporaryProject } from './testing/temporary-project.ts'
import { VersionedData } from './testing/versioned-data.ts'

// Written by pyarrow, with what pyarrow says of it: packages/compare/src/tables/fixtures/make_tables.py
const TABLES = join(import.meta.dirname, '../../compare/src/tables/fixtures')

const diff = (project: TemporaryProject, range?: string, ...targets: string[]) =>
  project.run(dataDiffCommand, { range, targets })
const text = (result: DataDiffResult) => dataDiffCommand.render(result, { colour: false, columns: 100 })
const names = ({ targets }: DataDiffResult) =>
  targets.map(({ target, files }) => [
    target,
    files?.added.map(({ path }) => path),
    files?.changed.map(({ after }) => after.path),
    files?.removed.map(({ path }) => path),
    files?.renamed.map(({ before, after }) => [before.path, after.path]),
  ])
const add = async (project: TemporaryProject, message: string) => {
  await project.run(dataAddCommand, { targets: [] })
  return project.repository.commit(message)
}

describe('slipway data diff', () => {
  it('compares HEAD with the work tree, commits with each other, and a commit with the work tree', async () => {
    using at = await VersionedData.make({ pushed: true, lost: false })
    const { project } = at
    const first = project.repository.git('rev-parse', 'HEAD')
    expect(await diff(project)).toEqual({ from: first, to: null, targets: [] })
    project.write('data/flights/a', 'one more')
    project.write('data/flights/new', 'new')
    renameSync(project.path('data/flights/sub'), project.path('data/flights/other'))
    await project.run(dataAddCommand, { targets: [] })
    const odd = 'ünï %\n'
    const changed = [['data/flights', ['new'], ['a'], [], [[`sub/${odd}`, `other/${odd}`]]]]
    expect(names(await diff(project))).toEqual(changed)
    expect((await diff(project)).targets).toMatchObject([
      { before: { files: 3, bytes: 8 }, after: { files: 4, bytes: 16 }, problem: null, tables: [] },
    ])
    const second = project.repository.commit('more')
    for (const range of [`${first}..${second}`, 'HEAD~1..', 'HEAD~1'])
      expect(names(await diff(project, range))).toEqual(changed)
    expect(names(await diff(project, '..HEAD~1'))).toEqual([
      ['data/flights', [], ['a'], ['new'], [[`other/${odd}`, `sub/${odd}`]]],
    ])
    expect(await diff(project, 'HEAD~1..', 'data/file')).toMatchObject({
      from: first,
      to: second,
      targets: [],
    })
  })

  it('shows targets that are new or gone, and a file that became a folder', async () => {
    using at = await VersionedData.make({ pushed: false, lost: false })
    const { project } = at
    expect(names(await diff(project, 'HEAD~1..', 'data/file'))).toEqual([['data/file', [''], [], [], []]])
    rmSync(project.path('data/file'))
    project.write('data/file/three', 'three')
    await project.run(dataAddCommand, { targets: ['data/file'] })
    expect(names(await diff(project, 'data/file'))).toEqual([['data/file', [], [], [], [['', 'three']]]])
    rmSync(project.path('data/file.slip'))
    const result = await diff(project)
    expect(result.targets).toMatchObject([
      { target: 'data/file', after: null, files: { removed: [{ path: '' }] } },
    ])
    expect(text(result)).toContain('data/file: gone, 1 file, 5 B')
  })

  it('needs trees only: neither a checkout nor a blob', async () => {
    using at = await VersionedData.make({ pushed: true, lost: false })
    const { project } = at
    project.write('data/flights/a', 'one more')
    await add(project, 'more')
    await project.run(dataPushCommand, { targets: [] })
    rmSync(project.path('.slipway'), { recursive: true })
    rmSync(project.path('data/flights'), { recursive: true })
    rmSync(project.folder.path('remote/o'), { recursive: true })
    expect(names(await diff(project, 'HEAD~1..HEAD'))).toEqual([['data/flights', [], ['a'], [], []]])
  })

  it('says that a tree is not in the store, or damaged there, and compares the others', async () => {
    using at = await VersionedData.make({ pushed: false, lost: false })
    const { project } = at
    const oid = (await diff(project, 'HEAD~1..', 'data/flights')).targets[0]?.after?.oid ?? 'sha256:'
    const tree = project.path(`.slipway/store/${blobPath(oid).replace(/^o/, 't')}`)
    rmSync(tree)
    const missing = await diff(project, 'HEAD~1..')
    expect(missing.targets).toMatchObject([
      { target: 'data/file', problem: null },
      { target: 'data/flights', files: null, problem: { kind: 'not-stored' }, after: { files: 3 } },
    ])
    expect(text(missing)).toContain('slipway data push data/flights')
    expect(dataDiffCommand.exitCode?.(missing)).toBe(0)
    writeFileSync(tree, 'slipway-tree 1\n')
    const damaged = await diff(project, 'HEAD~1..')
    expect(damaged.targets[1]).toMatchObject({ files: null, problem: { kind: 'damaged' } })
    expect(dataDiffCommand.exitCode?.(damaged)).toBe(4)
    await project.run(dataAddCommand, { targets: [] })
    rmSync(tree)
    await project.run(dataAddCommand, { targets: [] })
    expect((await diff(project, 'HEAD~1..')).targets[1]?.problem).toBeNull()
  })

  it('takes a pointer that nobody can read for a finding', async () => {
    using at = await VersionedData.make({ pushed: false, lost: false })
    at.project.write('data/file.slip', 'version slipway/v9\n')
    expect((await diff(at.project)).targets).toMatchObject([
      {
        target: 'data/file',
        before: { files: 1 },
        after: null,
        files: null,
        problem: { kind: 'pointer-invalid' },
      },
    ])
  })

  it('refuses a word that names nothing, or two things', async () => {
    using at = await VersionedData.make({ pushed: false, lost: false })
    const { project } = at
    const fails = (range: string, ...targets: string[]) => expect(diff(project, range, ...targets)).rejects
    await fails('nowhere').toMatchObject({ code: 'data/range-invalid', kind: 'usage' })
    await fails('data/flight').toMatchObject({
      code: 'data/range-invalid',
      hint: 'Did you mean "data/flights"?',
    })
    await fails('HEAD', 'data/flight').toMatchObject({ code: 'data/not-added' })
    await fails('nowhere..HEAD').toMatchObject({ code: 'git/rev-unknown' })
    await fails('a...b').toMatchObject({ code: 'data/range-invalid' })
    await fails('../elsewhere').toMatchObject({ code: 'data/target-invalid' })
    project.repository.git('mv', 'data/file.slip', 'both.slip')
    project.repository.git('branch', 'both')
    await fails('both').toMatchObject({ code: 'data/range-invalid' })
    expect(names(await diff(project, './both'))).toEqual([['both', [''], [], [], []]])
    expect((await diff(project, 'both~0')).targets).toHaveLength(2)
  })
})

describe('slipway data diff of tables', () => {
  it('counts rows and names columns of Parquet and CSV files that changed', async () => {
    using project = new TemporaryProject()
    const parquet = (name: string) =>
      copyFileSync(join(TABLES, `${name}.parquet`), project.path('data/t/rows.parquet'))
    project.write('data/t/list.csv', 'id,name\n1,x\n2,y\n')
    project.write('data/alone.tsv', 'id\tname\n1\tx\n')
    parquet('arrow-types')
    await project.run(dataAddCommand, { targets: ['data/t', 'data/alone.tsv'] })
    project.repository.commit('one')
    project.write('data/t/list.csv', 'id,label\n1,x\n2,y\n3,z\n')
    project.write('data/alone.tsv', 'id\tname\n1\tx\n2\ty\n')
    parquet('arrow-version-1')
    const result = await add(project, 'two').then(() => diff(project, 'HEAD~1..'))
    const written = JSON.parse(readFileSync(join(TABLES, 'facts.json'), 'utf8'))
    expect(result.targets.map(({ tables }) => tables)).toMatchObject([
      [{ path: '', rows: { before: 1, after: 2 }, added: [], removed: [], unread: null }],
      [
        {
          path: 'list.csv',
          rows: { before: 2, after: 3 },
          added: [{ name: 'label' }],
          removed: [{ name: 'name' }],
        },
        {
          path: 'rows.parquet',
          rows: {
            before: written['arrow-types.parquet'].rows,
            after: written['arrow-version-1.parquet'].rows,
          },
          added: [],
          retyped: [],
        },
      ],
    ])
    const kept = written['arrow-version-1.parquet'].columns.map(([name]: [string]) => name)
    const gone = written['arrow-types.parquet'].columns.map(([name]: [string]) => name)
    expect(result.targets[1]?.tables[1]?.removed.map(({ name }) => name)).toEqual(
      gone.filter((name: string) => !kept.includes(name)),
    )
    expect(text(result)).toContain('list.csv: 2 → 3 rows, + label, − name')
    expect(text(result)).toContain('data/alone.tsv: 1 → 2 rows')
  })

  it('reads a footer and no more, whatever the size, and says what it cannot read', async () => {
    using project = new TemporaryProject()
    const small = readFileSync(join(TABLES, 'arrow-types.parquet'))
    const large = (fill: number) => Buffer.concat([Buffer.alloc(1_000_000, fill), small])
    project.write('data/t/large.parquet', large(1))
    project.write('data/t/no.parquet', 'no table')
    project.write('data/t/long.csv', 'a,b\n')
    await project.run(dataAddCommand, { targets: ['data/t'] })
    project.repository.commit('one')
    project.write('data/t/large.parquet', large(2))
    project.write('data/t/no.parquet', 'none still')
    project.write('data/t/long.csv', Buffer.alloc(16 * 1024 * 1024 + 1, '1,2\n'))
    await add(project, 'two')
    const stored = project.path(`.slipway/store/${blobPath(digestOf(large(2)))}`)
    const tables = async () => (await diff(project, 'HEAD~1..')).targets[0]?.tables
    expect(await tables()).toMatchObject([
      { path: 'large.parquet', rows: { before: 5, after: 5 }, unread: null },
      { path: 'long.csv', rows: { before: 0, after: null }, unread: 'text of more than 16 MiB' },
      { path: 'no.parquet', rows: { before: null, after: null }, unread: expect.stringContaining('Parquet') },
    ])
    // Damage far from the footer is not seen, and a blob that is too short is.
    rmSync(stored)
    writeFileSync(stored, large(3))
    expect(await tables()).toMatchObject([{ rows: { after: 5 } }, {}, {}])
    writeFileSync(stored, large(2).subarray(0, -10))
    expect(await tables()).toMatchObject([
      { rows: { after: null }, unread: 'it is damaged in the store' },
      {},
      {},
    ])
    rmSync(stored)
    expect(await tables()).toMatchObject([
      { rows: { after: null }, unread: 'it is not in the store' },
      {},
      {},
    ])
  })
})
