// What the README tells people to type is typed here, in its order, in a project of a few lines beside a checkout of Slipway.
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { codeBlocks } from './code-blocks.ts'
import { typedCommands, typeInShell } from './typed-commands.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const blocks = codeBlocks(readFileSync(join(root, 'README.md'), 'utf8'))
const commands = typedCommands(blocks)
/** These two take minutes; `.ci/run` runs them as they stand. */
const WHOLE = ['npm run demo', 'npm test']

let folder: string

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'slipway-readme-')))
  symlinkSync(root, join(folder, 'slipway'))
  const project = join(folder, 'my-project')
  mkdirSync(join(project, 'data', 'rows'), { recursive: true })
  for (const name of ['train.py', 'evaluate.py'])
    copyFileSync(join(import.meta.dirname, 'project', name), join(project, name))
  writeFileSync(join(project, 'requirements.txt'), '')
  writeFileSync(join(project, '.gitignore'), '/model.json\n/metrics.json\n/node_modules/\n__pycache__/\n')
  const rows = Array.from({ length: 100 }, (_, index) => `${index},${index % 7 === 0 ? 1 : 0}\n`)
  writeFileSync(join(project, 'data', 'rows', 'rows.csv'), rows.join(''))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('README: CI runs its two commands as they stand', () => {
  const ci = readFileSync(join(root, '.ci', 'run'), 'utf8')
  for (const command of WHOLE) {
    expect(commands).toContain(command)
    expect(ci).toMatch(new RegExp(`^[^#]*\\b${command}\\b`, 'm'))
  }
})

it('README: its other commands work in their order, with the project file that it shows', async () => {
  const project = blocks.find(({ text }) => text.startsWith('# slipway.yaml\n'))
  const store = `file://${join(folder, 'store')}`
  const yaml = project?.text.replace('file:///mnt/store/my-project', store) ?? ''
  expect(yaml).toContain(store)
  writeFileSync(join(folder, 'slipway.yaml'), yaml)
  const typed = commands.filter((command) => !WHOLE.includes(command))
  // A reader writes the project file before they run its first stage.
  const at = typed.findIndex((command) => command.endsWith('slipway run'))
  const script = [
    'cd my-project && git init --quiet --initial-branch=main',
    'git add .gitignore *.py requirements.txt && git commit --quiet --message start && cd ../slipway',
    ...typed.slice(0, at),
    'cp ../slipway.yaml .',
    ...typed.slice(at),
  ]
  const stdout = await typeInShell(script, { cwd: folder })
  expect(stdout).toContain('## 🆕 `my-model`: first release, waiting for a sign-off')
  expect(stdout).toContain('action_required  slipway / my-model')
}, 200_000)
