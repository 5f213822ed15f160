import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { digestOf } from '@slipway/core'
import { blobPath } from '@slipway/store'
import { contentsOf } from '@slipway/store/testing'
import { describe, expect, it } from 'vitest'
import { dataAddCommand } from './data-add.ts'
import { plannedPulls } from './data-pull/planned-pulls.ts'
import { plannedPart, pullPart } from './data-pull/pull-part.ts'
import { dataPullCommand } from './data-pull.ts'
import { dataPushCommand } from './data-push.ts'
import { dataStatusCommand } from './data-status.ts'
import { openWorkspace } from './open-workspace.ts'
import { runCommand } from './run-command.ts'
import { TemporaryProject } from './testing/temporary-project.ts'

const FILES = { 'june/a.csv': 'one', 'june/b.csv': 'two', 'july/a.csv': 'three', 'note.txt': 'four' }

/** A project with a pushed target, in a clone that has none of its data. */
class Clone {
  readonly project = new TemporaryProject(
    [
      'stages:',
      '  all: { cmd: "cat data/set/*/* > all", deps: [data/set], outs: [all] }',
      '  june: { cmd: "cat data/set/june/* > june", deps: [data/set/june], outs: [june] }',
      '',
    ].join('\n'),
  )
  readonly root = join(this.project.folder.root, 'clone')

  static async make(): Promise<Clone> {
    const clone = new Clone()
    const { project } = clone
    project.write('.gitignore', '/all\n/june\n')
    for (const [path, content] of Object.entries(FILES)) project.write(`data/set/${path}`, content)
    await project.run(dataAddCommand, { targets: ['data/set'] })
    project.repository.commit('data')
    await project.run(dataPushCommand, { targets: [] })
    project.repository.git('clone', '--quiet', '.', clone.root)
    return clone
  }

  get here(): Record<string, string> {
    return existsSync(join(this.root, 'data/set')) ? contentsOf(join(this.root, 'data/set')) : {}
  }

  get parts(): readonly string[] {
    const folder = join(this.root, '.slipway/parts')
    return existsSync(folder) ? readdirSync(folder) : []
  }

  async pull(...targets: string[]) {
    const { targets: pulled } = await this.project.run(
      dataPullCommand,
      { targets, force: false },
      { cwd: this.root },
    )
    return pulled
  }

  async status() {
    const { targets } = await this.project.run(dataStatusCommand, { targets: [] }, { cwd: this.root })
    return targets[0]
  }

  add() {
    return this.project.run(dataAddCommand, { targets: [] }, { cwd: this.root })
  }

  run(stage: string) {
    const values = { stages: [stage], again: false, twice: false, dryRun: false, noPush: true }
    return this.project.run(runCommand, values as never, { cwd: this.root })
  }

  write(path: string, content: string): void {
    execFileSync('sh', ['-c', 'printf %s "$1" > "$2"', 'sh', content, join(this.root, path)])
  }

  [Symbol.dispose](): void {
    this.project[Symbol.dispose]()
  }
}

describe('slipway data pull of a part', () => {
  it('fetches what is named and no other blob, says so, and grows until it is whole', async () => {
    using clone = await Clone.make()
    // Of all objects only these two are there to be had.
    const others = ['two', 'three'].map((text) =>
      clone.project.folder.path(`remote/${blobPath(digestOf(text))}`),
    )
    for (const path of others) execFileSync('mv', [path, `${path}.away`])
    expect(await clone.pull('data/set/june/a.csv', 'data/set/*.txt')).toMatchObject([
      { state: 'restored', files: { here: 2, all: 4 }, moved: { objects: 2, bytes: 7 } },
    ])
    expect(clone.here).toEqual({ 'june/a.csv': 'one', 'note.txt': 'four' })
    expect(await clone.status()).toMatchObject({
      state: 'partial',
      files: 2,
      changes: null,
      local: false,
      remote: false,
    })
    expect(await clone.pull('data/set/note.txt')).toMatchObject([{ state: 'unchanged' }])
    for (const path of others) execFileSync('mv', [`${path}.away`, path])
    expect(await clone.pull('data/set/june')).toMatchObject([{ files: { here: 3 }, moved: { objects: 1 } }])
    expect((await clone.status())?.state).toBe('partial')
    expect(await clone.pull()).toMatchObject([
      { state: 'restored', moved: { objects: 2 }, present: { objects: 3 } },
    ])
    expect(clone.here).toEqual(FILES)
    expect(await clone.status()).toMatchObject({ state: 'unchanged', local: true })
    expect(clone.parts).toEqual([])
  })

  it('is the whole where everything is named, or where the whole was here before', async () => {
    using clone = await Clone.make()
    expect(await clone.pull('data/set/**')).toMatchObject([{ files: { here: 4, all: 4 } }])
    expect(clone.parts).toEqual([])
    clone.project.write('data/set/july/a.csv', 'three more')
    await clone.project.run(dataAddCommand, { targets: [] })
    clone.project.repository.commit('more')
    await clone.project.run(dataPushCommand, { targets: [] })
    execFileSync('git', ['pull', '--quiet'], { cwd: clone.root })
    await clone.pull('data/set/june')
    expect(clone.here).toEqual({ ...FILES, 'july/a.csv': 'three more' })
  })

  it('follows the pointer to another version, with the paths that were named', async () => {
    using clone = await Clone.make()
    await clone.pull('data/set/june')
    clone.project.write('data/set/june/c.csv', 'new')
    await clone.project.run(dataAddCommand, { targets: [] })
    clone.project.repository.commit('more')
    await clone.project.run(dataPushCommand, { targets: [] })
    execFileSync('git', ['pull', '--quiet'], { cwd: clone.root })
    expect(await clone.status()).toMatchObject({
      state: 'modified',
      changes: { added: { count: 0 }, removed: { names: ['june/c.csv'] } },
    })
    await clone.pull('data/set/june')
    expect(Object.keys(clone.here).sort()).toEqual(['june/a.csv', 'june/b.csv', 'june/c.csv'])
    expect((await clone.status())?.state).toBe('partial')
  })

  it('is never added as a version of the whole; a change in it is one, and is not lost', async () => {
    using clone = await Clone.make()
    await clone.pull('data/set/june')
    await expect(clone.add()).rejects.toMatchObject({
      code: 'data/partial',
      kind: 'usage',
      hint: expect.stringContaining('slipway data pull data/set'),
    })
    clone.write('data/set/june/a.csv', 'mine')
    expect(await clone.status()).toMatchObject({
      state: 'modified',
      changes: { changed: { names: ['june/a.csv'] }, removed: { count: 0 } },
    })
    await expect(clone.pull()).rejects.toMatchObject({ code: 'data/modified' })
    await expect(clone.pull('data/set/july')).rejects.toMatchObject({ code: 'data/modified' })
    expect(clone.here['june/a.csv']).toBe('mine')
    clone.write('data/set/june/a.csv', 'one')
    await clone.pull()
    expect((await clone.add()).targets).toMatchObject([{ state: 'unchanged' }])
  })

  it('is completed by a stage that needs more; what a stage fetched of a target is a part of it', async () => {
    using clone = await Clone.make()
    await clone.run('june')
    expect(Object.keys(clone.here)).toEqual(['june/a.csv', 'june/b.csv'])
    expect(await clone.status()).toMatchObject({ state: 'partial', files: 2 })
    await expect(clone.add()).rejects.toMatchObject({ code: 'data/partial' })
    await clone.run('all')
    expect(clone.here).toEqual(FILES)
    expect((await clone.status())?.state).toBe('unchanged')
    rmSync(join(clone.root, 'data/set'), { recursive: true })
    await clone.pull('data/set/june/b.csv')
    rmSync(join(clone.root, 'june'))
    clone.write('data/set/june/b.csv', 'mine')
    execFileSync('sh', ['-c', 'rm -r .slipway/store/runs'], { cwd: clone.root })
    await expect(clone.run('june')).rejects.toMatchObject({ code: 'pipeline/data-differs' })
    clone.write('data/set/june/b.csv', 'two')
    await clone.run('june')
    expect(Object.keys(clone.here)).toEqual(['june/a.csv', 'june/b.csv'])
    const differing = clone.project.warnings.filter((line) => line.includes('differs from its pointer'))
    expect(differing).toHaveLength(1)
  })

  it('is no whole after a power cut: what was noted before it is there', async () => {
    using clone = await Clone.make()
    const context = clone.project.context({ cwd: clone.root })
    /** Pulls a path, and dies before anything of it is in the workspace. */
    const cut = async (path: string) => {
      const open = await openWorkspace(context)
      const workspace = new Proxy(open.workspace, {
        get: (real, name) => {
          if (name === 'restore') throw new Error('power cut')
          const value: unknown = Reflect.get(real, name)
          return typeof value === 'function' ? value.bind(real) : value
        },
      })
      const [planned] = await plannedPulls([path], open, clone.root)
      const part = planned && (await plannedPart(planned, open))
      if (!part) throw new Error('a part is planned')
      await expect(pullPart(planned, part, { ...open, workspace }, context)).rejects.toThrow('power cut')
    }
    await cut('data/set/june')
    expect((await clone.status())?.state).toBe('missing')
    await clone.pull('data/set/june')
    await cut('data/set/july')
    expect(await clone.status()).toMatchObject({
      state: 'modified',
      changes: { removed: { names: ['july/a.csv'] } },
    })
    await expect(clone.add()).rejects.toMatchObject({ code: 'data/partial' })
    const [record] = clone.parts.map((name) => readFileSync(join(clone.root, '.slipway/parts', name)))
    await clone.pull()
    // The whole is there, and what said that it is a part is still to go.
    const name = createHash('sha256').update('data/set').digest('hex').slice(0, 32)
    clone.write(`.slipway/parts/${name}`, String(record))
    expect((await clone.status())?.state).toBe('unchanged')
    expect((await clone.add()).targets).toMatchObject([{ state: 'unchanged' }])
    expect(clone.parts).toEqual([])
  })

  it('refuses a path or a pattern that names nothing', async () => {
    using clone = await Clone.make()
    await expect(clone.pull('data/set/june/c.csv')).rejects.toMatchObject({ code: 'data/path-unknown' })
    await expect(clone.pull('data/set/*.parquet')).rejects.toMatchObject({ code: 'data/path-unknown' })
    await expect(clone.pull('elsewhere/a')).rejects.toMatchObject({ code: 'data/not-added' })
    expect(clone.here).toEqual({})
  })
})
