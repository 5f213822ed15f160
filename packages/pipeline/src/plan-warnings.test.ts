import { parseProject } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { planWarnings } from './plan-warnings.ts'
import { FakeTree } from './testing/fake-tree.ts'

const LOCKED = { 'uv.lock': 'x' }

async function warnings(stage: string, files: Record<string, string>, untracked: string[] = []) {
  const project = parseProject(`version: 1\nstages: { s: { outs: [out], ${stage} } }`)
  const tree = new FakeTree({ ...LOCKED, ...files }, untracked)
  return planWarnings([...project.stages.values()], { project, tree })
}

const imported = async (...given: Parameters<typeof warnings>) =>
  (await warnings(...given)).map(({ message, location }) => {
    const [, file] = /(?:imports|runs) ([^ ,]+)/.exec(message) ?? []
    return `${file} at ${location?.file}:${location?.line}`
  })

describe('planWarnings() environment', () => {
  it('warns about a stage without a lock', async () => {
    expect(await warnings('cmd: x', {})).toMatchObject([{ kind: 'environment', stage: 's' }])
  })

  it.each([
    'requirements.txt',
    'env/requirements-gpu.txt',
    'requirements/base.txt',
    'uv.lock',
    'poetry.lock',
    'Pipfile.lock',
    'conda-lock.yml',
    'environment.yaml',
    'pdm.lock',
    'pixi.lock',
    'package-lock.json',
  ])('takes %s for a lock', async (file) => {
    expect(await warnings(`cmd: x, deps: [${file}]`, { [file]: '' })).toEqual([])
  })

  it('takes a folder that holds a lock, and an image digest, but neither a look-alike nor a tag', async () => {
    const digest = `sha256:${'0'.repeat(64)}`
    expect(await warnings('cmd: x, deps: [env]', { 'env/uv.lock': '' })).toEqual([])
    expect(await warnings(`cmd: "docker run a@${digest}"`, {})).toEqual([])
    expect(await warnings('cmd: x, deps: [not-uv.lock.md]', { 'not-uv.lock.md': '' })).toHaveLength(1)
    expect(await warnings('cmd: "docker run a:latest"', {})).toHaveLength(1)
  })
})

describe('planWarnings() imports', () => {
  const stage = (deps: string, more = '') => `cmd: python src/a.py, deps: [uv.lock, ${deps}]${more}`

  it('names the script itself where it is not a dep', async () => {
    expect(await imported(stage(''), { 'src/a.py': '' })).toEqual(['src/a.py at src/a.py:1'])
  })

  it('names a module next to the script, at the line that imports it', async () => {
    const files = { 'src/a.py': 'import os\nimport b', 'src/b.py': 'x = 1' }
    expect(await imported(stage('src/a.py'), files)).toEqual(['src/b.py at src/a.py:2'])
    expect(await imported(stage('src/a.py, src/b.py'), files)).toEqual([])
    expect(await imported(stage('src'), files)).toEqual([])
  })

  it('follows imports through files, declared or not, each once and in circles', async () => {
    const files = {
      'src/a.py': 'import b\nimport d',
      'src/b.py': 'import c',
      'src/c.py': 'import a, d',
      'src/d.py': 'x = 1',
    }
    expect(await imported(stage('src/a.py, src/b.py'), files)).toEqual([
      'src/d.py at src/a.py:2',
      'src/c.py at src/b.py:1',
    ])
  })

  it('finds packages: __init__ files on the way, sub-modules that from takes, relative imports', async () => {
    const files = {
      'src/a.py': 'from lib.sub import one, Name\n',
      'lib/__init__.py': 'from .base import x',
      'lib/base.py': 'x = 1',
      'lib/sub/__init__.py': '',
      'lib/sub/one.py': 'from .. import other\nfrom . import two',
      'lib/sub/two.py': 'y = 1',
      'lib/other.py': 'z = 1',
    }
    expect(await imported(stage('src/a.py'), files)).toEqual([
      'lib/__init__.py at src/a.py:1',
      'lib/sub/one.py at src/a.py:1',
      'lib/base.py at lib/__init__.py:1',
      'lib/other.py at lib/sub/one.py:1',
      'lib/sub/two.py at lib/sub/one.py:2',
    ])
  })

  it('looks beside the script first, then along PYTHONPATH, the working folder, the root and src', async () => {
    const script = {
      'jobs/a.py': 'import m',
      'src/m.py': '1',
      'm.py': '2',
      'path/m.py': '3',
      'jobs/m.py': '4',
    }
    const run = (files: Record<string, string>, env = '') =>
      imported(`cmd: python jobs/a.py, deps: [uv.lock, jobs/a.py]${env}`, files)
    const found = async (drop: string[], env = '') =>
      (await run(Object.fromEntries(Object.entries(script).filter(([path]) => !drop.includes(path))), env))[0]
    expect(await found([])).toContain('jobs/m.py')
    expect(await found(['jobs/m.py'], ', env: { PYTHONPATH: "path:/abs" }')).toContain('path/m.py')
    expect(await found(['jobs/m.py'])).toContain('m.py at')
    expect(await found(['jobs/m.py', 'm.py'])).toContain('src/m.py')
    expect(await found(['jobs/m.py', 'm.py', 'src/m.py'])).toBeUndefined()
  })

  it('takes a folder with Python in it for a package, another folder not', async () => {
    const script = { 'src/a.py': 'import numpy.linalg, data.loader' }
    expect(await imported(stage('src/a.py'), { ...script, 'numpy/readme.md': '' })).toEqual([])
    expect(await imported(stage('src/a.py'), { ...script, 'data/loader.py': '1' })).toEqual([
      'data/loader.py at src/a.py:1',
    ])
  })

  it('finds the module of python -m', async () => {
    const files = { 'pkg/train.py': 'from . import net', 'pkg/net.py': '1' }
    expect(await imported('cmd: python -m pkg.train, deps: [uv.lock, pkg/train.py]', files)).toEqual([
      'pkg/net.py at pkg/train.py:1',
    ])
  })
})

describe('planWarnings() work tree', () => {
  it('names deps that are not committed, and outputs that Git does not ignore', async () => {
    const files = { 'a.txt': '', 'out/x': '', 'b.txt': '' }
    const found = await warnings('cmd: x, deps: [uv.lock, a.txt]', files, ['a.txt', 'out/x', 'b.txt'])
    expect(found.map(({ kind }) => kind)).toEqual(['untracked', 'not-ignored'])
    expect(found[0]?.message).toContain('a.txt')
    expect(found[1]?.message).toContain('out')
  })

  it('does not take an output that is not ignored for a dep in Git', async () => {
    const project = parseProject(
      'version: 1\nstages: { s: { cmd: x, deps: [uv.lock], outs: [out] }, t: { cmd: x, deps: [uv.lock, out], outs: [z] } }',
    )
    const tree = new FakeTree({ ...LOCKED, 'out/x': '' }, ['out/x'])
    const found = await planWarnings([...project.stages.values()], { project, tree })
    expect(found.map(({ kind, stage }) => `${kind} ${stage}`)).toEqual(['not-ignored s'])
  })

  it('names outputs that Git tracks', async () => {
    expect((await warnings('cmd: x, deps: [uv.lock]', { 'out/x': '' })).map(({ kind }) => kind)).toEqual([
      'tracked',
    ])
  })
})
