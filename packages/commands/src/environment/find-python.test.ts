import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findPython } from './find-python.ts'
import { installedPackages } from './installed-packages.ts'

let root: string
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'slipway-python-')))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const write = (path: string, text = '') => {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}
/** A virtual environment, as `python -m venv` leaves it. */
function venv(path: string, packages: readonly string[]): void {
  write('base/bin/python3.12')
  write(
    `${path}/pyvenv.cfg`,
    `home = ${root}/base/bin\ninclude-system-site-packages = false\nversion = 3.12.3\n`,
  )
  mkdirSync(join(root, path, 'bin'), { recursive: true })
  symlinkSync(join(root, 'base/bin/python3.12'), join(root, path, 'bin', 'python'))
  write(`${path}/bin/torchrun`, '#!/bin/sh\n')
  for (const name of packages) write(`${path}/lib/python3.12/site-packages/${name}/METADATA`)
}
const packagesOf = (command: string, env: Record<string, string> = {}) => {
  const python = findPython([command], root, env)
  return python && { version: python.version, packages: installedPackages(python) }
}

describe('findPython()', () => {
  const wanted = { version: '3.12.3', packages: { numpy: '2.3.1', torch: '2.6.0+cu124' } }
  const PACKAGES = ['torch-2.6.0+cu124.dist-info', 'numpy-2.3.1.dist-info', 'torch', '__pycache__']

  it.each([
    ['python train.py', { PATH: 'env/bin' }],
    ['env/bin/python train.py', {}],
    ['mkdir -p out && OMP_NUM_THREADS=2 exec python train.py', { PATH: 'env/bin' }],
    ['torchrun --nproc-per-node 2 train.py', { PATH: 'nowhere:env/bin' }],
    ['sh run.sh', { PATH: 'env/bin', VIRTUAL_ENV: 'env' }],
  ])('finds the environment of %j', (command, env: Record<string, string>) => {
    venv('env', PACKAGES)
    const absolute = Object.fromEntries(
      Object.entries(env).map(([name, value]) => [
        name,
        value
          .split(':')
          .map((part) => join(root, part))
          .join(':'),
      ]),
    )
    expect(packagesOf(command, absolute)).toEqual(wanted)
  })

  it('finds what uv runs', () => {
    venv('.venv', PACKAGES)
    expect(packagesOf('uv run python train.py')).toEqual(wanted)
  })

  it('finds the version behind a script of pyenv', () => {
    write('pyenv/shims/python', '#!/bin/sh\n')
    write('pyenv/version', '3.11.4\n')
    write('pyenv/versions/3.11.4/bin/python3.11')
    symlinkSync('python3.11', join(root, 'pyenv/versions/3.11.4/bin/python'))
    write('pyenv/versions/3.11.4/lib/python3.11/site-packages/xgboost-2.1.0.dist-info/METADATA')
    expect(packagesOf('python a.py', { PATH: join(root, 'pyenv/shims') })).toEqual({
      version: '3.11',
      packages: { xgboost: '2.1.0' },
    })
  })

  it('finds nothing where no Python is used or none is there', () => {
    venv('env', PACKAGES)
    expect(packagesOf('cp a b', { PATH: join(root, 'env/bin') })).toBeUndefined()
    expect(packagesOf('python a.py', { PATH: join(root, 'nowhere') })).toBeUndefined()
    expect(packagesOf('uv run a.py')).toBeUndefined()
  })
})

describe('installedPackages()', () => {
  it('takes names as Python compares them, the first of two, and what conda adds', () => {
    write('a/Ruamel_Yaml-0.18.6.dist-info/METADATA')
    write('a/old-1.0-py3.11.egg-info/PKG-INFO')
    write('a/nvidia_cudnn_cu12-9.1.0.70.dist-info/METADATA')
    write('b/ruamel.yaml-0.17.dist-info/METADATA')
    write('conda-meta/cudnn-8.9.7-hbc23b4c_3.json')
    write('conda-meta/history')
    const folders = [join(root, 'a'), join(root, 'b')]
    expect(installedPackages({ version: null, folders, condaFolder: join(root, 'conda-meta') })).toEqual({
      cudnn: '8.9.7',
      'nvidia-cudnn-cu12': '9.1.0.70',
      old: '1.0',
      'ruamel-yaml': '0.18.6',
    })
  })
})
