// What the guide on GPU runners tells people to type is typed here, on a machine whose nvidia-smi is a recording.
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, it } from 'vitest'
import { codeBlocks } from './code-blocks.ts'
import { typedCommands, typeInShell } from './typed-commands.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const blocks = codeBlocks(readFileSync(join(root, 'docs', 'guides', 'gpu-runners.md'), 'utf8'))
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'slipway-gpu-')))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('guide on GPU runners: its commands work on the machine that it shows, and print what it shows', async () => {
  const [bin, project] = [join(folder, 'bin'), join(folder, 'project')]
  for (const each of [bin, project]) mkdirSync(each)
  const recording = join(root, 'packages/commands/src/machine/fixtures/rtx-3060-v12.xml')
  for (const [name, script] of [
    ['slipway', `exec node '${join(root, 'packages/cli/src/main.ts')}' "$@"`],
    ['nvidia-smi', `[ "$1" = -q ] || exit 2\nexec cat '${recording}'`],
    ['dmesg', 'exit 0'],
    ['python', 'cp "$1" models/delay.onnx'],
  ] as const)
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  const shown = blocks.find(({ text }) => text.startsWith('# slipway.yaml\n'))?.text ?? ''
  writeFileSync(
    join(project, 'slipway.yaml'),
    shown.replace('file:///mnt/store/my-project', `file://${join(folder, 'store')}`),
  )
  // Whether the stand-in or a real Python runs it: a model comes out.
  mkdirSync(join(project, 'src'))
  writeFileSync(join(project, 'src', 'train.py'), 'open("models/delay.onnx", "w").write("a model")\n')
  writeFileSync(join(project, 'requirements.txt'), 'torch==2.6.0\n')
  const said = await typeInShell(['git init --quiet', ...typedCommands(blocks)], {
    cwd: project,
    path: [bin],
  })
  expect(said).toContain('Fit (for train): ')
  const cells = (text: string) => text.split('\n').map((line) => line.trimEnd().replaceAll(/ {2,}/g, '  '))
  const table = cells(blocks.find(({ language }) => language === 'text')?.text ?? '').filter(
    (line) => line !== '',
  )
  expect(table.length).toBeGreaterThan(5)
  expect(cells(said)).toEqual(expect.arrayContaining(table))
  expect(cells(said)).toContain('train  twice  the same bytes')
  expect(JSON.parse(readFileSync(join(project, 'preflight.json'), 'utf8'))).toMatchObject({ ok: true })
})
