// What the README tells people to type is typed here, in its order, in a project of a few lines beside a checkout of Slipway.
import { execFile } from 'node:child_process'
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
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { codeBlocks } from './code-blocks.ts'

const execute = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))
const blocks = codeBlocks(readFileSync(join(root, 'README.md'), 'utf8'))
const commands = blocks.flatMap(({ language, text }) =>
  language === 'console' ? [...text.matchAll(/^\$ (.*)$/gm)].map(([, line = '']) => line) : [],
)
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
  const who = {
    GIT_AUTHOR_NAME: 'a',
    GIT_AUTHOR_EMAIL: 'a@b',
    GIT_COMMITTER_NAME: 'a',
    GIT_COMMITTER_EMAIL: 'a@b',
  }
  const { PATH = '', HOME = '' } = process.env
  const { stdout } = await execute('bash', ['-ec', script.join('\n')], {
    cwd: folder,
    env: { PATH: [dirname(process.execPath), PATH].join(delimiter), HOME, ...who },
    timeout: 180_000,
  })
  expect(stdout).toContain('## 🆕 `my-model`: first release, waiting for a sign-off')
  expect(stdout).toContain('action_required  slipway / my-model')
}, 200_000)
