// The npm package as a stranger gets it: packed, installed with plain npm into an empty folder, run on every Node it names.
import { execFile } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { VERSION } from '@slipway/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const execute = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))
const node22 = join(
  root,
  'test/.tools/node-22/node_modules',
  `node-${process.platform}-${process.arch}`,
  'bin',
  'node',
)
const nodes = [
  { name: 'Node 24', path: process.execPath, installed: true },
  { name: 'Node 22', path: node22, installed: existsSync(node22) },
]

let folder: string

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'slipway-package-')))
  await execute(process.execPath, [join(root, 'scripts/pack.ts'), folder], { cwd: root })
  mkdirSync(join(folder, 'empty'))
  const tarball = join(folder, `slipway-${VERSION}.tgz`)
  await execute('npm', ['install', '--offline', '--no-audit', '--no-fund', '--ignore-scripts', tarball], {
    cwd: join(folder, 'empty'),
    env: { ...process.env, npm_config_cache: join(folder, 'cache') },
  })
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs a command of a person whose PATH holds the package and one Node. */
async function on(node: string, cwd: string, command: string, ...args: string[]): Promise<string> {
  const bin = join(folder, 'empty', 'node_modules', '.bin')
  const { PATH = '', HOME = '' } = process.env
  const who = {
    GIT_AUTHOR_NAME: 'a',
    GIT_AUTHOR_EMAIL: 'a@b',
    GIT_COMMITTER_NAME: 'a',
    GIT_COMMITTER_EMAIL: 'a@b',
  }
  const { stdout } = await execute(command, args, {
    cwd,
    env: { PATH: [bin, dirname(node), PATH].join(delimiter), HOME, ...who },
  })
  return stdout
}

it('needs no other package, and no registry', () => {
  const lock = JSON.parse(readFileSync(join(folder, 'empty', 'package-lock.json'), 'utf8'))
  expect(Object.keys(lock.packages)).toEqual(['', 'node_modules/slipway'])
})

for (const { name, path, installed } of nodes)
  describe.skipIf(!installed)(
    `on ${name}${installed ? '' : ' (not installed: see what npm test says)'}`,
    () => {
      it('prints its version', async () => {
        expect(await on(path, folder, 'node', '--version')).toMatch(new RegExp(`^v${name.slice(-2)}\\.`))
        expect(await on(path, folder, 'slipway', '--version')).toBe(`${VERSION}\n`)
      })

      it('versions more small files than one thread takes', async () => {
        const project = join(folder, `${name.replace(' ', '-')}-data`)
        mkdirSync(join(project, 'many'), { recursive: true })
        const here = (command: string, ...args: string[]) => on(path, project, command, ...args)
        await here('git', 'init', '--quiet', '--initial-branch=main')
        writeFileSync(join(project, 'slipway.yaml'), 'version: 1\ndata: [many]\n')
        for (let number = 0; number < 2100; number++)
          writeFileSync(join(project, 'many', `${number}`), `${number}`)
        await here('slipway', 'data', 'add')
        rmSync(join(project, 'many'), { recursive: true })
        await here('slipway', 'data', 'pull')
        expect(readFileSync(join(project, 'many', '2099'), 'utf8')).toBe('2099')
      })

      it('sets a repository up, runs its stages, and rehearses a pull request', async () => {
        const project = join(folder, name.replace(' ', '-'))
        mkdirSync(project)
        const here = (command: string, ...args: string[]) => on(path, project, command, ...args)
        await here('git', 'init', '--quiet', '--initial-branch=main')
        await here('slipway', 'init')
        const stage = 'stages:\n  shout: { cmd: "tr a-z A-Z < word > loud", deps: [word], outs: [loud] }\n'
        const file = join(project, 'slipway.yaml')
        writeFileSync(file, readFileSync(file, 'utf8').replace('stages: {}\n', stage))
        writeFileSync(join(project, '.gitignore'), '/loud\n')
        writeFileSync(join(project, 'word'), 'slip\n')
        await here('slipway', 'run')
        expect(readFileSync(join(project, 'loud'), 'utf8')).toBe('SLIP\n')
        await here('git', 'add', '--all')
        await here('git', 'commit', '--quiet', '--message', 'first')
        writeFileSync(join(project, 'word'), 'slipway\n')
        const { checks } = JSON.parse(await here('slipway', 'rehearse', '--json'))
        expect(
          checks.map((check: { name: string; conclusion: string }) => [check.name, check.conclusion]),
        ).toEqual([
          ['Plan', 'success'],
          ['Before', 'skipped'],
          ['Train', 'skipped'],
          ['Train (2nd job)', 'skipped'],
          ['Train (3rd job)', 'skipped'],
          ['After', 'success'],
        ])
        expect(await here('git', 'status', '--porcelain')).toBe(' M word\n')
      })
    },
  )
