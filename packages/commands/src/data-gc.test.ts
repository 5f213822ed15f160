import { readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { digestOf, hexOf, parsePointer, treePath } from '@slipway/core'
import { TEST_GIT_ENV } from '@slipway/git/testing'
import { filesBelow } from '@slipway/store/testing'
import { describe, expect, it } from 'vitest'
import { dataAddCommand } from './data-add.ts'
import { dataGcCommand } from './data-gc.ts'
import { dataPullCommand } from './data-pull.ts'
import { dataPushCommand } from './data-push.ts'
import { TemporaryProject } from './testing/temporary-project.ts'

type Options = Parameters<typeof dataGcCommand.run>[1]

const DEFAULTS: Options = {
  apply: true,
  remote: false,
  grace: undefined,
  keepRuns: '90d',
  history: 'all',
  maxSize: undefined,
}

const add = async (project: TemporaryProject, content: string) => {
  project.write('data/set/file', content)
  await project.run(dataAddCommand, { targets: ['data/set'] })
}

const collect = (project: TemporaryProject, options: Partial<Options> = {}) =>
  project.run(dataGcCommand, { ...DEFAULTS, ...options }, { now: () => new Date() })

const store = (project: TemporaryProject) => project.path('.slipway/store')

/** Everything in a store was last used so many days before. */
function age(root: string, days: number): void {
  const then = Date.now() / 1000 - days * 24 * 3600
  for (const path of filesBelow(root)) utimesSync(join(root, path), then, then)
}

/** Collects until what nothing leads to is gone: it is written down, and goes after the grace. */
async function collectForGood(project: TemporaryProject, options: Partial<Options> = {}) {
  age(store(project), 100)
  await collect(project, options)
  age(store(project), 100)
  return collect(project, options)
}

const blobsOf = (root: string) => filesBelow(root).filter((path) => path.startsWith('o/'))
const blob = (content: string) => `o/${hexOf(digestOf(content)).slice(0, 2)}/${hexOf(digestOf(content))}`

/** A project with data in two commits of its branch, and in one that only the reflog leads to. */
async function projectWithPast(): Promise<TemporaryProject> {
  const project = new TemporaryProject()
  for (const content of ['first', 'second', 'amended']) {
    await add(project, content)
    project.repository.commit(content)
  }
  project.repository.git('reset', '--quiet', '--hard', 'HEAD~1')
  await project.run(dataPullCommand, { targets: ['data/set'], force: true })
  return project
}

describe('data gc', () => {
  it('keeps what any commit names, the reflog’s among them', async () => {
    using project = await projectWithPast()
    expect(await collectForGood(project)).toMatchObject({
      mode: 'collect',
      shared: false,
      deleted: { objects: 0 },
      kept: [{ reason: 'pointer', objects: 6 }],
    })
    expect(blobsOf(store(project))).toEqual([blob('first'), blob('second'), blob('amended')].sort())
  })

  it('deletes what no commit names any more, once it has waited a day', async () => {
    using project = await projectWithPast()
    project.repository.git('reflog', 'expire', '--expire=now', '--all')
    project.repository.git('update-ref', '-d', 'ORIG_HEAD')
    age(store(project), 100)
    expect(await collect(project, { apply: false })).toMatchObject({
      applied: false,
      due: { objects: 0 },
      plan: null,
    })
    const first = await collect(project)
    expect(first).toMatchObject({ unreachable: { objects: 2 }, deleted: { objects: 0 } })
    expect(blobsOf(store(project))).toHaveLength(3)
    age(store(project), 2)
    expect(await collect(project)).toMatchObject({ deleted: { objects: 2 }, next: null })
    expect(blobsOf(store(project))).toEqual([blob('first'), blob('second')].sort())
    expect(project.audit()).toEqual([])
  })

  it('with history "tips" keeps what refs and the work tree name now', async () => {
    using project = await projectWithPast()
    project.repository.git('branch', 'old', 'HEAD~1')
    await add(project, 'not committed')
    await collectForGood(project, { history: 'tips' })
    expect(blobsOf(store(project))).toEqual([blob('first'), blob('second'), blob('not committed')].sort())
    project.repository.git('branch', '--quiet', '-D', 'old')
    await collectForGood(project, { history: 'tips' })
    expect(blobsOf(store(project))).toEqual([blob('second'), blob('not committed')].sort())
  })

  it('deletes nothing in a shallow clone, where a tree is damaged, and for a grace that is too short', async () => {
    using project = await projectWithPast()
    project.repository.git('reflog', 'expire', '--expire=now', '--all')
    const before = filesBelow(store(project))
    await expect(collect(project, { grace: '12h' })).rejects.toMatchObject({ code: 'gc/option-invalid' })
    await expect(collect(project, { remote: true, grace: '30d' })).rejects.toMatchObject({
      code: 'gc/option-invalid',
    })
    await expect(
      project.run(dataGcCommand, DEFAULTS, { env: { ...TEST_GIT_ENV, SLIPWAY_RUNNER_STORE: '/elsewhere' } }),
    ).rejects.toMatchObject({ code: 'gc/store-shared' })
    project.repository.git(
      'clone',
      '--quiet',
      '--depth=1',
      `file://${project.root}`,
      project.path('.slipway/shallow'),
    )
    await expect(
      project.run(dataGcCommand, DEFAULTS, { cwd: project.path('.slipway/shallow') }),
    ).rejects.toMatchObject({ code: 'gc/clone-shallow' })
    const { oid } = parsePointer(readFileSync(project.path('data/set.slip'), 'utf8'), 'data/set.slip')
    const tree = project.path(`.slipway/store/${treePath(oid)}`)
    const text = readFileSync(tree)
    rmSync(tree)
    writeFileSync(tree, text.subarray(1))
    await expect(collect(project)).rejects.toMatchObject({ code: 'store/object-corrupt' })
    expect(filesBelow(store(project))).toEqual(before)
  })

  it('asks GitHub before it touches the shared store', async () => {
    using project = await projectWithPast()
    await project.run(dataPushCommand, { targets: [] })
    await expect(collect(project, { remote: true })).rejects.toMatchObject({ code: 'forge/token-missing' })
  })
})

describe('data gc --max-size', () => {
  it('drops what was used the longest time ago and lies in the shared store, and gets it back on a pull', async () => {
    using project = new TemporaryProject()
    for (const content of ['one'.repeat(1000), 'two'.repeat(1000), 'not pushed'.repeat(300)]) {
      await add(project, content)
      project.repository.commit(content.slice(0, 5))
      if (!content.startsWith('not')) await project.run(dataPushCommand, { targets: [] })
    }
    const size = { maxSize: '0.004MB' }
    expect(await collect(project, size)).toMatchObject({ mode: 'trim', going: { objects: 0 }, over: true })
    age(store(project), 3)
    const dry = await collect(project, { ...size, apply: false })
    expect(dry).toMatchObject({ going: { objects: 4 }, over: false })
    expect(blobsOf(store(project))).toHaveLength(3)
    expect(await collect(project, size)).toMatchObject({ going: { objects: 4 } })
    expect(blobsOf(store(project))).toEqual([blob('not pushed'.repeat(300))])
    expect(project.audit()).toEqual([])
    project.repository.git('checkout', '--quiet', 'HEAD~1')
    await project.run(dataPullCommand, { targets: ['data/set'], force: true })
    expect(readFileSync(project.path('data/set/file'), 'utf8')).toBe('two'.repeat(1000))
  })

  it('is for this machine’s store only', async () => {
    using project = new TemporaryProject()
    await expect(collect(project, { maxSize: '1GB', remote: true })).rejects.toMatchObject({
      code: 'gc/option-invalid',
    })
    for (const maxSize of ['200', 'all', '1XB', '-1GB'])
      await expect(collect(project, { maxSize })).rejects.toMatchObject({ code: 'gc/option-invalid' })
  })
})
