import { chmodSync, readFileSync, rmSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { dataStatusCommand } from './data-status.ts'
import type { TemporaryProject } from './testing/temporary-project.ts'
import { VersionedData } from './testing/versioned-data.ts'

const code = (value: string) => expect.objectContaining({ code: value })

describe('slipway data status', () => {
  const status = (project: TemporaryProject, ...targets: string[]) =>
    project.run(dataStatusCommand, { targets })

  it('tells unchanged, modified, missing and not added, and what the stores hold', async () => {
    using at = await VersionedData.make({ pushed: true, lost: false })
    expect((await status(at.project)).targets).toEqual([
      {
        target: 'data/flights',
        state: 'unchanged',
        files: 3,
        bytes: 8,
        changes: null,
        local: true,
        remote: true,
      },
      {
        target: 'data/file',
        state: 'unchanged',
        files: 1,
        bytes: 5,
        changes: null,
        local: true,
        remote: true,
      },
    ])
    for (let i = 10; i < 22; i++) at.project.write(`data/flights/n${i}`, 'new')
    chmodSync(at.project.path('data/flights/run'), 0o644)
    rmSync(at.project.path('data/flights/a'))
    rmSync(at.project.path('data/file'))
    at.project.write('slipway.yaml', `${readFileSync(at.project.path('slipway.yaml'), 'utf8')}  - later\n`)
    rmSync(at.remoteFile('three'))
    const { targets } = await status(at.project)
    expect(targets).toMatchObject([
      {
        state: 'modified',
        files: 14,
        changes: {
          added: { count: 12 },
          changed: { count: 1, names: ['run'] },
          removed: { count: 1, names: ['a'] },
        },
      },
      { state: 'missing', files: 1, bytes: 5, changes: null, local: true, remote: false },
      { target: 'later', state: 'not-added', local: null, remote: null },
    ])
    expect(targets[0]?.changes?.added.names).toEqual(Array.from({ length: 10 }, (_, i) => `n${i + 10}`))
  })

  it('sees that a file became executable', async () => {
    using at = await VersionedData.make({ pushed: false, lost: false })
    chmodSync(at.project.path('data/file'), 0o755)
    expect((await status(at.project, 'data/file')).targets).toMatchObject([
      { state: 'modified', changes: null },
    ])
  })

  it('reads the old tree from the shared store, and does without it where it cannot', async () => {
    using at = await VersionedData.make({ pushed: true, lost: true })
    at.project.write('data/flights/a', 'changed')
    expect((await status(at.project, 'data/flights')).targets).toMatchObject([
      { state: 'modified', local: false, changes: { changed: { names: ['a'] }, removed: { count: 2 } } },
    ])
    rmSync(at.project.folder.path('remote'), { recursive: true })
    expect((await status(at.project, 'data/flights')).targets).toMatchObject([
      { state: 'modified', changes: null },
    ])
  })

  it('refuses a target that nobody versioned', async () => {
    using at = await VersionedData.make({ pushed: false, lost: false })
    await expect(status(at.project, 'slipway.yaml')).rejects.toThrow(code('data/not-added'))
  })
})
