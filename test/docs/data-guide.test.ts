// What the guide on data tells people to type is typed here, in its order, in a new repository.
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
import { afterAll, beforeAll, expect, it } from 'vitest'
import { codeBlocks } from './code-blocks.ts'
import { typedCommands, typeInShell } from './typed-commands.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const blocks = codeBlocks(readFileSync(join(root, 'docs', 'guides', 'data.md'), 'utf8'))

let folder: string
let project: string

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'slipway-data-')))
  project = join(folder, 'project')
  mkdirSync(join(project, 'data', 'flights', '2001'), { recursive: true })
  mkdirSync(join(folder, 'bin'))
  const main = join(root, 'dist', 'cli.js')
  writeFileSync(join(folder, 'bin', 'slipway'), `#!/bin/sh\nexec node '${main}' "$@"\n`, { mode: 0o755 })
  writeFileSync(join(project, 'data', 'flights', 'june.csv'), 'id,day\n1,2001-06-01\n2,2001-06-02\n')
  writeFileSync(join(project, 'data', 'flights', 'airports.txt'), 'ORD\nLAX\n')
  for (const month of ['july', 'august'])
    writeFileSync(join(project, 'data', 'flights', '2001', `${month}.csv`), `id,day\n1,2001 ${month}\n`)
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('guide on data: its commands work in their order, with the project file that it shows', async () => {
  const shown = blocks.find(({ text }) => text.startsWith('# slipway.yaml\n'))?.text ?? ''
  const yaml = shown.replace('file:///mnt/store/my-project', `file://${join(folder, 'store')}`)
  expect(yaml).not.toBe(shown)
  writeFileSync(join(project, 'slipway.yaml'), yaml)
  const lines = ['git init --quiet --initial-branch=main', ...typedCommands(blocks)]
  const said = await typeInShell(lines, { cwd: project, path: [join(folder, 'bin')] })
  expect(said).toContain('data/flights: modified')
  expect(said).toContain('june.csv: 2 → 3 rows')
  expect(said).toMatch(/^f {2}\d+ B {2}[0-9a-f]{7} {2}data\/flights\/june\.csv$/m)
  expect(said).toContain('id,day\n1,2001-06-01\n2,2001-06-02\n')
  expect(said).toContain('data/flights: restored, ')
  expect(said).toContain('data/flights: 2 of 4 files, ')
  expect(said).toContain('data/flights: 3 of 4 files, ')
  expect(said).toContain('data/flights: partial, 3 files')
  expect(said).toMatch(/kept for a pointer +\d+ objects/)
  expect(said).toMatch(/^Nothing may go yet: .slipway data gc --apply. writes it down, and deletes it from /m)
  expect(said).toMatch(/^The rest may go from /m)
  expect(said).toMatch(/deleted: 0 objects/)
  expect(existsSync(join(project, 'data', 'flights', 'airports.txt'))).toBe(true)
  expect(existsSync(join(folder, 'exported', 'data', 'flights', 'airports.txt'))).toBe(true)
  expect(readFileSync(join(project, 'data', 'flights', 'june.csv'), 'utf8')).toMatch(/3,2001-06-03\n$/)
}, 200_000)
