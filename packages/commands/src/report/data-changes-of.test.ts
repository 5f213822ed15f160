import { rmSync } from 'node:fs'
import { Repository } from '@slipway/git'
import type { DataChange } from '@slipway/report'
import { describe, expect, it } from 'vitest'
import { dataAddCommand } from '../data-add.ts'
import { openWorkspace } from '../open-workspace.ts'
import { readRevision } from '../project-trees.ts'
import type { TemporaryProject } from '../testing/temporary-project.ts'
import { VersionedData } from '../testing/versioned-data.ts'
import { dataChangesOf } from './data-changes-of.ts'

/** What a report would say of the last commit. */
async function lastChanges(project: TemporaryProject): Promise<readonly DataChange[]> {
  const { source } = await openWorkspace(project.context())
  const repository = await Repository.open(project.root, project.context().env)
  const [before, now] = [await readRevision(repository, 'HEAD~1'), await readRevision(repository, 'HEAD')]
  if (!before || !now) throw new Error('both commits have a project')
  return dataChangesOf(before, now, source)
}

async function addAll(project: TemporaryProject): Promise<void> {
  await project.run(dataAddCommand, { targets: [] })
  project.repository.commit('data')
}

describe('dataChangesOf()', () => {
  it('counts files and rows from the store, and takes sizes from the pointers', async () => {
    using at = await VersionedData.make({ pushed: false, lost: false })
    at.project.write('data/flights/rows.csv', 'a\n1\n')
    at.project.write('data/flights/big.parquet', 'no table')
    rmSync(at.project.path('data/flights/a'))
    await addAll(at.project)
    expect(await lastChanges(at.project)).toMatchObject([
      {
        path: 'data/flights',
        before: { files: 3, bytes: 8 },
        after: { files: 4, bytes: 17 },
        files: { added: 2, changed: 0, removed: 1, renamed: 0 },
        note: null,
        tables: [{ path: 'rows.csv', rows: { before: null, after: 1 } }],
        moreTables: 1,
      },
    ])
  })

  it('names what it cannot know, and never fails for it', async () => {
    using at = await VersionedData.make({ pushed: false, lost: false })
    const { project } = at
    project.write('data/flights/a', 'more')
    await addAll(project)
    rmSync(project.path('.slipway/store/t'), { recursive: true })
    expect(await lastChanges(project)).toMatchObject([
      {
        path: 'data/flights',
        before: { files: 3 },
        after: { files: 3 },
        files: null,
        note: expect.stringContaining('the store does not have them'),
        tables: [],
      },
    ])
    // A store whose tree is a folder is a store that cannot be read.
    project.write(
      `.slipway/store/t/${(await lastChanges(project))[0]?.after?.oid.replace(/^sha256:(..)/, '$1/$1')}/x`,
      '',
    )
    expect(await lastChanges(project)).toMatchObject([
      { files: null, note: expect.stringContaining('store') },
    ])
    project.write('data/flights.slip', 'version slipway/v9\n')
    project.repository.commit('damaged')
    expect(await lastChanges(project)).toMatchObject([{ after: null, note: 'its pointer cannot be read' }])
  })

  it('looks behind ten pointers and twenty tables at most', async () => {
    using at = await VersionedData.make({ pushed: false, lost: false })
    const names = Array.from({ length: 12 }, (_, index) => `data/d${index + 10}`)
    for (const name of names)
      for (let table = 0; table < 6; table++)
        at.project.write(`${name}/${table}.csv`, `${name},b\n1,${table}\n`)
    await at.project.run(dataAddCommand, { targets: names })
    at.project.repository.commit('data')
    const changes = await lastChanges(at.project)
    expect(changes.map(({ files }) => files?.added ?? null)).toEqual([...Array(10).fill(6), null, null])
    expect(changes.map(({ tables }) => tables.length)).toEqual([5, 5, 5, 5, 0, 0, 0, 0, 0, 0, 0, 0])
    expect(changes.map(({ moreTables }) => moreTables)).toEqual([1, 1, 1, 1, 6, 6, 6, 6, 6, 6, 0, 0])
  })
})
