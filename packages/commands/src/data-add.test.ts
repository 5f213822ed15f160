import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { formatPointer, parsePointer } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { dataAddCommand } from './data-add.ts'
import { TemporaryProject } from './testing/temporary-project.ts'

const code = (value: string) => expect.objectContaining({ code: value })
const text = (project: TemporaryProject, path: string) => readFileSync(project.path(path), 'utf8')
const add = (project: TemporaryProject, ...targets: string[]) => project.run(dataAddCommand, { targets })

describe('slipway data add', () => {
  it('stores a folder, writes its pointer, ignores it and lists it', async () => {
    using project = new TemporaryProject('# our data\n')
    project.write('data/flights/a', 'a')
    project.write('data/flights/sub/run', '#!', { executable: true })
    const { targets, written } = await add(project, 'data/flights')
    expect(targets).toMatchObject([
      {
        target: 'data/flights',
        state: 'added',
        kind: 'tree',
        files: 2,
        bytes: 3,
        moved: { objects: 2 },
        tracked: false,
      },
    ])
    expect(written).toEqual(['data/.gitignore', 'data/flights.slip', 'slipway.yaml'])
    expect(parsePointer(text(project, 'data/flights.slip'), 'p')).toMatchObject({
      kind: 'tree',
      oid: targets[0]?.oid,
    })
    expect(text(project, 'data/.gitignore')).toBe('/flights\n')
    expect(text(project, 'slipway.yaml')).toMatch(/# our data\ndata:\n {2}- data\/flights\n$/)
    expect(project.audit()).toEqual([])
    expect(project.repository.git('status', '--porcelain', '-uall').split('\n')).toEqual([
      ' M slipway.yaml',
      '?? data/.gitignore',
      '?? data/flights.slip',
    ])
    expect(project.warnings).toEqual([])
  })

  it('stores a single file, executable or not', async () => {
    using project = new TemporaryProject()
    project.write('model.onnx', 'weights')
    expect((await add(project, 'model.onnx')).targets).toMatchObject([{ kind: 'file', files: 1, bytes: 7 }])
    chmodSync(project.path('model.onnx'), 0o755)
    expect((await add(project, 'model.onnx')).targets).toMatchObject([
      { kind: 'executable', state: 'updated' },
    ])
    expect(text(project, '.gitignore')).toBe('/model.onnx\n')
  })

  it('changes nothing the second time, and takes all listed targets when none is named', async () => {
    using project = new TemporaryProject()
    for (const path of ['data/a/x', 'data/b']) project.write(path, path)
    await add(project, 'data/a', 'data/b')
    const before = project.contents('data')
    const again = await add(project)
    expect(again.targets.map(({ target, state, moved }) => [target, state, moved.objects])).toEqual([
      ['data/a', 'unchanged', 0],
      ['data/b', 'unchanged', 0],
    ])
    expect(again.written).toEqual([])
    expect(project.contents('data')).toEqual(before)
    project.write('data/b', 'changed')
    expect(await add(project)).toMatchObject({
      targets: [{ state: 'unchanged' }, { state: 'updated' }],
      written: ['data/b.slip'],
    })
  })

  it('understands paths from a folder below, absolute ones, and the name of the pointer', async () => {
    using project = new TemporaryProject()
    project.write('data/flights/a', 'a')
    await project.run(dataAddCommand, { targets: ['./flights/'] }, { cwd: project.path('data') })
    expect(existsSync(project.path('data/flights.slip'))).toBe(true)
    for (const target of ['data/flights.slip', project.path('data/flights'), 'data//flights'])
      expect((await add(project, target)).targets).toMatchObject([
        { target: 'data/flights', state: 'unchanged' },
      ])
  })

  it('keeps what a later version wrote into the pointer', async () => {
    using project = new TemporaryProject()
    project.write('data', 'a')
    await add(project, 'data')
    const pointer = parsePointer(text(project, 'data.slip'), 'data.slip')
    project.write('data.slip', formatPointer({ ...pointer, unknown: { license: 'CC0' } }))
    project.write('data', 'b')
    await add(project, 'data')
    expect(text(project, 'data.slip')).toContain('\nlicense CC0\n')
  })

  it('warns of a target that Git tracks itself, and of a pointer that Git ignores', async () => {
    using project = new TemporaryProject()
    project.write("it's data/a", 'a')
    project.repository.commit('tracked')
    expect((await add(project, "it's data")).targets[0]?.tracked).toBe(true)
    expect(project.warnings).toEqual([expect.stringContaining(`git rm -r --cached -- 'it'\\''s data'`)])
    project.warnings.length = 0
    project.write('out/a', 'a')
    project.write('.gitignore', '/out\n')
    await add(project, 'out/a')
    expect(project.warnings).toEqual([expect.stringContaining('"out/a.slip" is ignored')])
  })

  it('refuses a path outside, the repository itself, and a target that is not there, and writes nothing', async () => {
    using project = new TemporaryProject()
    mkdirSync(project.folder.path('elsewhere'))
    for (const [target, expected] of [
      ['..', 'data/target-invalid'],
      ['../elsewhere', 'data/target-invalid'],
      ['/etc', 'data/target-invalid'],
      ['.', 'data/target-invalid'],
      ['.git', 'store/file-unstorable'],
      ['nowhere', 'store/target-missing'],
    ] as const)
      await expect(add(project, target)).rejects.toThrow(code(expected))
    await expect(add(project)).rejects.toThrow(code('data/target-invalid'))
    expect(project.repository.git('status', '--porcelain')).toBe('')
  })

  it('refuses a target inside another, and one that a stage writes, before it reads anything', async () => {
    using project = new TemporaryProject('stages:\n  make: { cmd: x, outs: [build] }\n')
    for (const path of ['data/a/x', 'build/y']) project.write(path, path)
    project.write('.gitignore', '/data\n/build\n')
    await expect(add(project, 'build')).rejects.toThrow(code('project/invalid'))
    await expect(add(project, 'data', 'data/a')).rejects.toThrow(code('data/target-invalid'))
    expect(existsSync(project.path('.slipway/store'))).toBe(false)
    await add(project, 'data/a')
    await expect(add(project, 'data')).rejects.toThrow(code('data/target-invalid'))
  })

  it('refuses links and names that differ only in case, and leaves no pointer', async () => {
    using project = new TemporaryProject()
    project.write('data/a', 'a')
    symlinkSync('a', project.path('data/link'))
    await expect(add(project, 'data')).rejects.toThrow(code('store/file-unstorable'))
    rmSync(project.path('data/link'))
    project.write('data/A', 'A')
    await expect(add(project, 'data')).rejects.toThrow(code('store/file-unstorable'))
    expect(existsSync(project.path('data.slip'))).toBe(false)
    rmSync(project.path('data/A'))
    expect((await add(project, 'data')).targets).toMatchObject([{ state: 'added' }])
  })

  it('says what is missing outside of a project', async () => {
    using project = new TemporaryProject()
    rmSync(project.path('slipway.yaml'))
    await expect(add(project, 'data')).rejects.toMatchObject({
      code: 'workspace/project-missing',
      kind: 'usage',
      hint: expect.stringContaining('slipway init'),
    })
  })
})
