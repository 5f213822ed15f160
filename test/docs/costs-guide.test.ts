// What the guide on costs tells people to type is typed here, on a machine whose nvidia-smi is a recording and a loop.
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseProject } from '@slipway/core'
import { afterAll, expect, it } from 'vitest'
import { H100_BUSY, H100_IDLE } from '../../packages/commands/src/telemetry/testing/fake-nvidia-smi.ts'
import { codeBlocks } from './code-blocks.ts'
import { typedCommands, typeInShell } from './typed-commands.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const guide = (name: string) => codeBlocks(readFileSync(join(root, 'docs', 'guides', name), 'utf8'))
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'slipway-costs-')))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The block that begins with the name of its file. */
function fileOf(name: string): string {
  const block = guide('costs.md').find(({ text }) => text.startsWith(`# ${name}\n`))
  if (!block) throw new Error(`the guide has no ${name}`)
  return block.text
}

it('guide on costs: its commands work, and tell hours, energy and money of an A10G', async () => {
  const [bin, project] = [join(folder, 'bin'), join(folder, 'project')]
  for (const each of [bin, join(project, 'src')]) mkdirSync(each, { recursive: true })
  const recording = join(root, 'packages/commands/src/machine/fixtures/a10g.xml')
  for (const [name, script] of [
    ['slipway', `exec node '${join(root, 'packages/cli/src/main.ts')}' "$@"`],
    ['python', 'exec python3 "$@"'],
    [
      'nvidia-smi',
      `case "$*" in
        "-q -x") exec cat '${recording}' ;;
        *-lms*) while :; do echo '${H100_BUSY}'; sleep 0.4; echo '${H100_IDLE}'; sleep 0.4; done ;;
      esac
      exit 2`,
    ],
  ] as const)
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  writeFileSync(
    join(project, 'slipway.yaml'),
    fileOf('slipway.yaml').replace('file:///mnt/store/my-project', `file://${join(folder, 'store')}`),
  )
  writeFileSync(join(project, 'src', 'train.py'), fileOf('src/train.py'))
  writeFileSync(join(project, '.gitignore'), '/model.json\n/cost.json\n')
  const [first, release] = ['git init --quiet', 'git tag --annotate --message x delay@v1.0.0']
  const typed = typedCommands(guide('costs.md'))
  const said = await typeInShell(
    typed
      .flatMap((line) => (line === 'slipway cost delay' ? [release, line] : [line]))
      .toSpliced(0, 0, first),
    { cwd: project, path: [bin] },
  )
  expect(said).toMatch(/^train +1 +0\.00 +0\.00 +0\.00 kWh +0\.00 EUR$/m)
  expect(said).toMatch(/^v1\.0\.0 +[0-9a-f]{7} +\d{4}-\d\d-\d\d +1 +0\.00 +0\.00/m)
  expect(said).toContain('No run is known')
  expect(JSON.parse(readFileSync(join(project, 'cost.json'), 'utf8'))).toMatchObject({
    pullRequest: 12,
    budget: { limit: 20, unit: 'EUR' },
  })
})

it('guide on GPU runners: what it says of live metrics is a project file', () => {
  const shown = guide('gpu-runners.md').find(({ text }) => text.includes('live: build/live'))?.text ?? ''
  const { stages } = parseProject(`version: 1\n${shown}`)
  expect(stages.get('train')).toMatchObject({
    live: { paths: ['build/live'] },
    stop: { metric: 'val_loss', patience: 5, minDelta: 0.001 },
    alarms: { nan: 'stop', silent: { minutes: 30, do: 'warn' } },
  })
})
