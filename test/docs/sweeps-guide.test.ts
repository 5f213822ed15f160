// What the guide on sweeps tells people to type is typed here, in its order, with the project that it shows.
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseProject } from '@slipway/core'
import { afterAll, expect, it } from 'vitest'
import { codeBlocks } from './code-blocks.ts'
import { typedCommands, typeInShell } from './typed-commands.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const blocks = codeBlocks(readFileSync(join(root, 'docs', 'guides', 'sweeps.md'), 'utf8'))
const shown = (name: string) => blocks.find(({ text }) => text.startsWith(`# ${name}\n`))?.text ?? ''
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'slipway-sweeps-')))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('guide on sweeps: its commands work in their order, and the best variant is the output', async () => {
  const [bin, project] = [join(folder, 'bin'), join(folder, 'project')]
  for (const each of [bin, join(project, 'src')]) mkdirSync(each, { recursive: true })
  for (const [name, command] of [
    ['slipway', `node '${join(root, 'packages/cli/src/main.ts')}'`],
    ['python', 'python3'],
  ] as const)
    writeFileSync(join(bin, name), `#!/bin/sh\nexec ${command} "$@"\n`, { mode: 0o755 })
  const yaml = shown('slipway.yaml').replace(
    'file:///mnt/store/my-project',
    `file://${join(folder, 'store')}`,
  )
  writeFileSync(join(project, 'slipway.yaml'), yaml)
  for (const name of ['params.yaml', 'src/train.py']) writeFileSync(join(project, name), shown(name))
  writeFileSync(join(project, '.gitignore'), '/build\n')
  const said = await typeInShell(['git init --quiet', ...typedCommands(blocks)], {
    cwd: project,
    path: [bin],
  })
  expect(said).toContain('{"rate": 0.3, "depth": 2.0}')
  expect(said.match(/^rate-.*\.parquet$/gm)).toHaveLength(3)
  expect(said).toMatch(/^train@rate-1 .*restored/m)
}, 60_000)

it('guide on sweeps: each form that it shows is one that slipway.yaml may hold', () => {
  const base = shown('slipway.yaml')
  const forms = blocks.filter(({ text }) => /^(?:grid|random|list):/.test(text))
  expect(forms).toHaveLength(3)
  for (const { text } of forms) {
    const yaml = base
      .replace('params: [train.rate, train.depth]', 'params: [train.rate, train.depth, train.booster]')
      .replace(/^ {6}grid:.*\n/m, text.replace(/^/gm, '      ').trimEnd().concat('\n'))
    expect(parseProject(yaml).stages.get('train')?.sweep?.to).toBe('build/sweep')
  }
})
