// What the guide on checkpoints tells people to type is typed here, in its order, with the project and the trainer that it shows.
import { execFileSync } from 'node:child_process'
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
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { filesBelow } from '@slipway/store/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { codeBlocks } from './code-blocks.ts'
import { typedCommands, typeInShell } from './typed-commands.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const blocks = codeBlocks(readFileSync(join(root, 'docs', 'guides', 'checkpoints.md'), 'utf8'))
const shown = (name: string) => blocks.find(({ text }) => text.startsWith(`# ${name}\n`))?.text ?? ''

let folder: string
let project: string

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'slipway-checkpoints-')))
  project = join(folder, 'project')
  mkdirSync(join(project, 'src'), { recursive: true })
  mkdirSync(join(folder, 'bin'))
  for (const [name, command] of [
    ['slipway', `node '${join(root, 'dist', 'cli.js')}'`],
    ['python', 'python3'],
  ] as const)
    writeFileSync(join(folder, 'bin', name), `#!/bin/sh\nexec ${command} "$@"\n`, { mode: 0o755 })
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The page's trainer is Python's; without Python there is nothing to type. */
function hasPython(): boolean {
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

it.runIf(hasPython())(
  'guide on checkpoints: its commands work in their order, with what it shows',
  async () => {
    const store = join(folder, 'store')
    const yaml = shown('slipway.yaml').replace('file:///mnt/store/my-project', `file://${store}`)
    expect(yaml).toContain(store)
    writeFileSync(join(project, 'slipway.yaml'), yaml)
    writeFileSync(join(project, 'src', 'train.py'), shown('src/train.py'))
    writeFileSync(join(project, '.gitignore'), '/build\n/model.json\n')
    const lines = ['git init --quiet --initial-branch=main', `STORE='${store}'`, ...typedCommands(blocks)]
    const said = await typeInShell(lines, { cwd: project, path: [join(folder, 'bin')] })
    expect(said).toContain('Not finished yet')
    expect(said).toMatch(/\/store\/ckpt\/dev\/[0-9a-f]{2}\/[0-9a-f]{64}\/\d+$/m)
    expect(said).toMatch(/ran in .* s, resumed \(2 starts in all\)/)
    expect(said).toMatch(/"starts": 2/)
    expect(filesBelow(store).filter((path) => path.startsWith('ckpt/'))).toEqual([])
    // The same as without a stop.
    const { weight } = JSON.parse(readFileSync(join(project, 'model.json'), 'utf8'))
    expect(existsSync(join(project, 'build', 'checkpoints'))).toBe(true)
    rmSync(join(project, 'model.json'))
    rmSync(join(project, 'build'), { recursive: true })
    mkdirSync(join(project, 'build', 'checkpoints'), { recursive: true })
    execFileSync('python3', ['src/train.py'], { cwd: project })
    expect(JSON.parse(readFileSync(join(project, 'model.json'), 'utf8'))).toEqual({ weight })
  },
  60_000,
)
