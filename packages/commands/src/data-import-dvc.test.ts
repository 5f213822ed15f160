import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { digestOf, parsePointer } from '@slipway/core'
import { blobPath } from '@slipway/store'
import { describe, expect, it } from 'vitest'
import { dataAddCommand } from './data-add.ts'
import { dataImportDvcCommand } from './data-import-dvc.ts'
import { dataPullCommand } from './data-pull.ts'
import { DvcProject, md5Of } from './testing/dvc-project.ts'

const ALL = { paths: [], dryRun: false, remote: undefined, noStages: false }
const run = (project: DvcProject, ...paths: string[]) => project.run(dataImportDvcCommand, { ...ALL, paths })
const text = (project: DvcProject, path: string) => readFileSync(project.path(path), 'utf8')
const pull = (project: DvcProject) => project.run(dataPullCommand, { targets: [], force: false })
const FILES = { 'a.csv': 'a\n', 'sub/ü b': 'two', empty: '' }

describe('slipway data import dvc', () => {
  it('takes a folder and a file from the cache, and writes what data add writes', async () => {
    using project = new DvcProject()
    project.track('data/flights', project.keepFolder('cache', FILES))
    const model = 'weights'.repeat(400_000)
    project.keep('cache', md5Of(model), model)
    project.track('model.bin', md5Of(model), '  hash: md5\n  isexec: true\n')
    project.repository.commit('as DVC has it')
    const result = await run(project)
    expect(result.targets).toMatchObject([
      { target: 'data/flights', state: 'added', kind: 'tree', files: 3, bytes: 5 },
      { target: 'model.bin', state: 'added', kind: 'executable', oid: digestOf(model) },
    ])
    expect(result.written).toEqual(['data/flights.slip', 'model.bin.slip', 'slipway.yaml'])
    expect(result.done).toEqual(['data/flights.dvc', 'model.bin.dvc'])
    expect(text(project, 'slipway.yaml')).toMatch(/data:\n {2}- data\/flights\n {2}- model.bin\n$/)
    expect(existsSync(project.path('data/flights'))).toBe(false)
    await pull(project)
    expect(project.contents('data/flights')).toEqual(FILES)
    const own = parsePointer(text(project, 'data/flights.slip'), 'p')
    await project.run(dataAddCommand, { targets: [] })
    expect(parsePointer(text(project, 'data/flights.slip'), 'p')).toEqual(own)
    expect(project.audit()).toEqual([])
    expect(project.warnings).toEqual([])
  })

  it('changes nothing the second time, and finishes what was begun', async () => {
    using project = new DvcProject()
    project.track('data/flights', project.keepFolder('cache', FILES))
    await run(project)
    const before = project.contents('.')
    expect(await run(project)).toMatchObject({ targets: [{ state: 'unchanged' }], written: [] })
    expect(project.contents('.')).toEqual(before)
    rmSync(project.path('.slipway/store'), { recursive: true })
    writeFileSync(project.path('slipway.yaml'), 'version: 1\n')
    expect(await run(project)).toMatchObject({ targets: [{ state: 'unchanged' }], written: ['slipway.yaml'] })
    await pull(project)
    expect(project.contents('data/flights')).toEqual(FILES)
  })

  it('takes from the remote what the cache lacks, and from the work tree what is the same there', async () => {
    using project = new DvcProject()
    project.track('data/flights', project.keepFolder('remote', FILES))
    project.write('own', 'mine', { executable: true })
    project.track('own', md5Of('mine'))
    expect(await run(project)).toMatchObject({
      targets: [{ state: 'added' }, { state: 'added', kind: 'file' }],
    })
    rmSync(project.path('own'))
    await pull(project)
    expect(project.contents('data/flights')).toEqual(FILES)
    expect(text(project, 'own')).toBe('mine')
  })

  it('keeps which files of a folder in the work tree can be run, and leaves what differs there alone', async () => {
    using project = new DvcProject()
    project.track('bin', project.keepFolder('cache', { run: '#!', other: 'x' }))
    project.write('bin/run', '#!', { executable: true })
    project.write('bin/other', 'changed')
    expect(await run(project)).toMatchObject({ targets: [{ files: 2, state: 'added' }] })
    expect(project.warnings).toEqual([expect.stringContaining('"bin" in the work tree is not just')])
    expect(project.contents('bin')).toEqual({ run: 'x #!', other: 'changed' })
    await project.run(dataPullCommand, { targets: ['bin'], force: true })
    expect(project.contents('bin')).toEqual({ run: 'x #!', other: 'x' })
  })

  it('reads DVC 2: its layout, and hashes that count CR LF as LF', async () => {
    using project = new DvcProject()
    const windows = 'a,b\r\n1,2\r\n'
    const binary = Buffer.from('\0\r\n')
    const old = md5Of('a,b\n1,2\n')
    project.keep('cache', old, windows, 2)
    project.keep('remote', md5Of(binary), binary, 2)
    project.track('t.csv', old, '  size: 10\n')
    project.track('b.bin', md5Of(binary), '')
    expect(await run(project)).toMatchObject({ targets: [{ target: 'b.bin' }, { oid: digestOf(windows) }] })
    // DVC 3 counts every byte.
    project.track('t.csv', old)
    rmSync(project.path('t.csv.slip'))
    expect((await run(project, 't.csv')).targets).toMatchObject([
      { state: 'failed', problem: { code: 'store/object-corrupt' } },
    ])
  })

  it('names a damaged object, takes it from elsewhere, and imports nothing of a target that is nowhere whole', async () => {
    using project = new DvcProject()
    for (const place of ['cache', 'remote'] as const) project.keepFolder(place, FILES)
    project.track('data', project.keepFolder('cache', FILES))
    project.track('other', md5Of('x'))
    project.keep('cache', md5Of('x'), 'x')
    const damaged = project.keep('cache', md5Of('two'), 'TWO')
    chmodSync(damaged, 0o444)
    expect(await run(project)).toMatchObject({ targets: [{ state: 'added' }, { state: 'added' }] })
    expect(project.warnings).toEqual([expect.stringContaining(`files/md5/${md5Of('two').slice(0, 2)}`)])
    for (const path of ['data.slip', '.slipway']) rmSync(project.path(path), { recursive: true })
    project.keep('remote', md5Of('two'), 'TWO')
    const again = await run(project)
    expect(again.targets).toMatchObject([
      { target: 'data', state: 'failed', problem: { code: 'store/object-corrupt', kind: 'corrupt' } },
      { target: 'other', state: 'unchanged' },
    ])
    expect(again.done).toEqual(['other.dvc'])
    expect(dataImportDvcCommand.exitCode?.(again)).toBe(4)
    expect(existsSync(project.path('data.slip'))).toBe(false)
    expect(existsSync(project.path(`.slipway/store/${blobPath(digestOf('TWO'))}`))).toBe(false)
  })

  it('says where an object is missing, and what to run', async () => {
    using project = new DvcProject()
    project.track('data', md5Of('x'))
    const result = await run(project)
    expect(result.targets).toMatchObject([
      {
        state: 'failed',
        problem: { code: 'store/object-missing', hint: expect.stringContaining('dvc pull') },
      },
    ])
    expect(dataImportDvcCommand.exitCode?.(result)).toBe(3)
    expect(result.written).toEqual([])
  })

  it('needs no remote for what the cache has, and names a remote that it cannot speak to', async () => {
    using project = new DvcProject()
    project.write('.dvc/config', `[core]\nremote = far\n['remote "far"']\nurl = ssh://host/path\n`)
    project.keep('cache', md5Of('x'), 'x')
    project.track('here', md5Of('x'))
    project.track('there', md5Of('y'))
    expect((await run(project)).targets).toMatchObject([
      { state: 'added' },
      { state: 'failed', problem: { code: 'store/url-invalid', hint: expect.stringContaining('dvc fetch') } },
    ])
  })

  it('keeps a version that was added since, and follows a file of DVC that changed', async () => {
    using project = new DvcProject()
    for (const content of ['one', 'two']) project.keep('cache', md5Of(content), content)
    project.track('data', md5Of('one'))
    await run(project)
    project.track('data', md5Of('two'))
    expect((await run(project)).targets).toMatchObject([{ state: 'updated', oid: digestOf('two') }])
    project.write('data', 'three')
    await project.run(dataAddCommand, { targets: ['data'] })
    const pointer = text(project, 'data.slip')
    expect(pointer).not.toContain('md5')
    expect((await run(project)).targets).toMatchObject([{ state: 'kept', oid: digestOf('two') }])
    expect(text(project, 'data.slip')).toBe(pointer)
  })

  it('leaves out what is in Git, elsewhere or without an MD5, each with its reason', async () => {
    using project = new DvcProject()
    project.write(
      'x/a.dvc',
      `outs:\n- {md5: ${md5Of('a')}, hash: md5, path: ../../up}\n- {etag: e, path: b}\n`,
    )
    project.write('x/c.dvc', `wdir: ..\nouts:\n- {md5: ${md5Of('a')}, hash: md5, path: c, cache: false}\n`)
    project.write('tracked', 'a')
    project.track('tracked', md5Of('a'))
    project.write('.gitignore', '')
    project.repository.commit('all of it')
    const { targets, leftOut } = await run(project)
    expect(targets).toEqual([])
    expect(leftOut.map(({ path, file }) => `${path} ${file}`)).toEqual([
      '../up x/a.dvc',
      'x/b x/a.dvc',
      'c x/c.dvc',
      'tracked tracked.dvc',
    ])
    expect(existsSync(project.path('tracked.slip'))).toBe(false)
  })

  it('refuses a file that is no DVC file, an unknown target, and a list that leads out of its folder', async () => {
    using project = new DvcProject()
    await expect(run(project)).rejects.toMatchObject({ code: 'data/dvc-unreadable' })
    const climbing = `[{"md5": "${md5Of('x')}", "relpath": "../evil"}]`
    project.keep('cache', md5Of('x'), 'x')
    project.keep('cache', `${md5Of(climbing)}.dir`, climbing)
    project.track('data', `${md5Of(climbing)}.dir`)
    expect((await run(project)).targets).toMatchObject([{ problem: { code: 'store/object-corrupt' } }])
    await expect(run(project, 'nowhere')).rejects.toMatchObject({ code: 'data/target-invalid' })
    project.write('bad.dvc', 'outs: [')
    await expect(run(project)).rejects.toMatchObject({
      code: 'data/dvc-unreadable',
      location: { file: 'bad.dvc' },
    })
  })

  it('shows with --dry-run what it would do, and does nothing', async () => {
    using project = new DvcProject()
    project.track('data', project.keepFolder('cache', FILES))
    const before = project.contents('.')
    expect(await project.run(dataImportDvcCommand, { ...ALL, dryRun: true })).toMatchObject({
      targets: [{ target: 'data', from: 'data.dvc', state: 'planned' }],
      written: [],
    })
    delete before['.slipway/.gitignore']
    const after = project.contents('.')
    delete after['.slipway/.gitignore']
    expect(after).toEqual(before)
  })
})

const PIPELINE = `stages:
  prepare:
    cmd: python prepare.py
    wdir: src
    deps: [prepare.py, ../data]
    params: [split, ../other.yaml: [a]]
    outs: [../build/rows: { cache: true, push: false }]
  train:
    cmd: [python src/train.py, "true"]
    deps: [src/train.py, build/rows]
    outs: [model.bin]
    metrics: [metrics.json: { cache: false }, table.tsv]
    plots: [plots: { x: a }]
  hold: { cmd: x, frozen: true, outs: [held] }
  each: { foreach: [1, 2], do: { cmd: "echo \${item}", outs: ["each-\${item}"] } }
  later: { cmd: x, outs: [rows: { persist: true }] }
  typed: { cmd: x, params: [p.toml: [a]], outs: [y] }
`
const LOCK = (outs: Record<string, string>) =>
  `schema: '2.0'\nstages:\n${Object.entries(outs)
    .map(
      ([stage, path]) =>
        `  ${stage}:\n    cmd: x\n    outs:\n    - {path: ${path}, hash: md5, md5: ${md5Of(path)}, size: 1}\n`,
    )
    .join('')}`

describe('slipway data import dvc, with a pipeline', () => {
  it('translates the stages that have the same words, and takes what the others made as data', async () => {
    using project = new DvcProject('# ours\n')
    project.write('dvc.yaml', PIPELINE)
    project.write(
      'dvc.lock',
      LOCK({ prepare: '../build/rows', train: 'model.bin', hold: 'held', 'each@1': 'each-1' }),
    )
    for (const content of ['held', 'each-1']) project.keep('cache', md5Of(content), content)
    const result = await run(project)
    expect(result.targets.map(({ target, state }) => [target, state])).toEqual([
      ['held', 'added'],
      ['each-1', 'added'],
    ])
    expect(result.leftOut.map(({ path, reason }) => [path, /slipway run (\w+)/.exec(reason)?.[1]])).toEqual([
      ['build/rows', 'prepare'],
      ['model.bin', 'train'],
    ])
    expect(result.stages).toMatchObject({
      added: ['prepare', 'train'],
      leftOut: [
        { name: 'hold', reason: expect.stringContaining('frozen') },
        { name: 'each', reason: expect.stringContaining('foreach') },
        { name: 'later', reason: expect.stringContaining('persist') },
        { name: 'typed', reason: expect.stringContaining('p.toml') },
      ],
    })
    expect(text(project, 'slipway.yaml')).toMatch(/^version: 1\n.*\n# ours\nstages:\n {2}prepare:\n/)
    expect(text(project, 'slipway.yaml')).toContain(`  prepare:
    cmd: python prepare.py
    wdir: src
    deps:
      - src/prepare.py
      - data
    params:
      src/params.yaml:
        - split
      other.yaml:
        - a
    outs:
      - build/rows
`)
    expect(text(project, 'slipway.yaml')).toContain(`    outs:
      - model.bin
      - table.tsv
    metrics:
      - metrics.json
    plots:
      - plots
`)
    expect(await run(project)).toMatchObject({
      stages: { added: [], kept: ['prepare', 'train'] },
      written: [],
    })
  })

  it('takes the outputs of stages as data with --no-stages, and leaves a stage that slipway.yaml has', async () => {
    using project = new DvcProject('stages:\n  train: { cmd: ours, outs: [elsewhere] }\n')
    project.write('dvc.yaml', PIPELINE)
    project.write('dvc.lock', LOCK({ train: 'model.bin' }))
    project.keep('cache', md5Of('model.bin'), 'model.bin')
    expect(await project.run(dataImportDvcCommand, { ...ALL, noStages: true })).toMatchObject({
      targets: [{ target: 'model.bin', state: 'added' }],
      stages: { added: [], kept: [] },
    })
    const { stages } = await run(project)
    expect(stages).toMatchObject({ added: ['prepare'], kept: ['train'] })
    expect(text(project, 'slipway.yaml')).toContain('train: { cmd: ours, outs: [elsewhere] }')
  })

  it('warns where Git tracks what a stage writes, and names stages by their folder', async () => {
    using project = new DvcProject()
    project.write('sub/dvc.yaml', 'stages: { train: { cmd: x, metrics: [m.json: { cache: false }] } }')
    project.write('sub/m.json', '{}')
    project.repository.commit('all')
    expect((await run(project)).stages.added).toEqual(['sub-train'])
    expect(project.warnings).toEqual([expect.stringContaining('git rm -r --cached -- sub/m.json')])
  })
})
