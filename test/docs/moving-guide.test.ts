// What the guide on moving tells people to type is typed here: in a repository that DVC made, and in one of Git LFS.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { contentsOf, TemporaryFolder } from '@slipway/store/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dvc, gitLfs } from '../moving/outside-programs.ts'
import { type CodeBlock, codeBlocks } from './code-blocks.ts'
import { typedCommands } from './typed-commands.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const page = readFileSync(join(root, 'docs', 'guides', 'moving-from-dvc.md'), 'utf8')
const [fromDvc = '', fromLfs = ''] = page.split(/^(?=## From Git LFS$)/m)

const folder = new TemporaryFolder()
afterAll(() => folder[Symbol.dispose]())
const home = folder.path('home')

/** The project files that the page shows, with addresses that are there; lines that write them, before what follows. */
function lines(blocks: readonly CodeBlock[]): readonly string[] {
  const local = (text: string) =>
    text
      .replace('file:///mnt/store/my-project', folder.url('store'))
      .replace('file:///mnt/dvc-remote', folder.url('dvc-remote'))
  let shown = 0
  return blocks.flatMap((block) => {
    if (block.language !== 'yaml') return typedCommands([block])
    const store = /^store: .*$/m.exec(local(block.text))?.[0] ?? expect.fail()
    expect(store).toContain(folder.url('store'))
    if (shown++ === 0) return [`cat > slipway.yaml <<'END'\n${local(block.text)}END`]
    return [`sed -i 's|^store: .*|${store}|' slipway.yaml`]
  })
}

beforeAll(() => {
  mkdirSync(folder.path('bin'))
  mkdirSync(home)
  const command = `#!/bin/sh\nexec node '${join(root, 'dist', 'cli.js')}' "$@"\n`
  writeFileSync(folder.path('bin/slipway'), command, { mode: 0o755 })
})

const withSlipway = (typed: readonly string[]) => [`PATH='${folder.path('bin')}':"$PATH"`, ...typed]

describe.skipIf(!dvc.installed)(`guide on moving, from DVC${dvc.missing}`, () => {
  it('its commands work in their order, and the data comes back from DVC’s remote', () => {
    const work = folder.path('dvc')
    folder.write('dvc/data/flights/june.csv', 'id,day\r\n1,2001-06-01\r\n')
    folder.write(
      'dvc/count.py',
      'n = len(open("data/flights/june.csv").readlines())\nopen("count.txt", "w").write(str(n))\nopen("metrics.json", "w").write("{}")\n',
    )
    const before = [
      'git init --quiet --initial-branch=main',
      'dvc init -q',
      'dvc remote add -q -d storage ../dvc-remote',
      'dvc add -q data/flights',
      'dvc stage add -q -n count -d count.py -d data/flights -o count.txt -M metrics.json python3 count.py',
      'dvc repro -q && dvc push -q',
      'git add --all && git commit --quiet --message "as DVC has it"',
    ]
    dvc.shell(before, work, home)
    const wanted = contentsOf(folder.path('dvc/data/flights'))
    const said = dvc.shell(withSlipway(lines(codeBlocks(fromDvc))), work, home)
    expect(said).toContain('data/flights: to be imported, as data/flights.dvc says')
    expect(said).toContain('data/flights: added, 1 file')
    expect(said).toContain('stage count: translated')
    expect(said).toContain('data/flights: whole, every byte read')
    expect(said).toMatch(/data\/flights: restored, /)
    expect(contentsOf(folder.path('dvc/data/flights'))).toEqual(wanted)
    expect(readFileSync(folder.path('dvc/count.txt'), 'utf8')).toBe('2')
    expect(existsSync(folder.path('dvc/data/flights.dvc'))).toBe(false)
  }, 200_000)
})

describe.skipIf(!gitLfs.installed)(`guide on moving, from Git LFS${gitLfs.missing}`, () => {
  it('its commands work in their order, and what is exported is what LFS had', () => {
    const work = folder.path('lfs')
    folder.write('lfs/images/a.png', 'a')
    folder.write('lfs/images/sub/b.png', 'b')
    folder.write('lfs/slipway.yaml', `version: 1\nstore: { remote: "${folder.url('lfs-store')}" }\n`)
    const before = [
      'git init --quiet --initial-branch=main',
      'git lfs install --local --skip-repo',
      "git lfs track '*.png'",
      'git add --all && git commit --quiet --message "as LFS has it"',
    ]
    gitLfs.shell(before, work, home)
    const said = gitLfs.shell(withSlipway(lines(codeBlocks(fromLfs))), work, home)
    expect(said).toContain('images: added, 2 files')
    expect(said).toContain('git rm -r --cached --quiet -- images')
    expect(contentsOf(folder.path('exported/images'))).toEqual({ 'a.png': 'a', 'sub/b.png': 'b' })
    expect(gitLfs.shell(['git lfs ls-files', 'git status --porcelain'], work, home)).toBe('')
  }, 200_000)
})
