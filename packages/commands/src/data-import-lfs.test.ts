import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { digestOf, hexOf } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { dataImportLfsCommand } from './data-import-lfs.ts'
import { tryParseLfsPointer } from './lfs/parse-lfs-pointer.ts'
import { exceptFromLfs, withoutLfs } from './lfs/plan-attributes.ts'
import { planLfsTargets } from './lfs/plan-lfs-targets.ts'
import { TemporaryProject } from './testing/temporary-project.ts'

const LFS = 'filter=lfs diff=lfs merge=lfs -text'
const pointerOf = (content: string) =>
  `version https://git-lfs.github.com/spec/v1\noid ${digestOf(content)}\nsize ${Buffer.byteLength(content)}\n`

/** A project as a clone looks where `git lfs` was not installed: pointers in the work tree, objects beside Git's. */
class LfsProject extends TemporaryProject {
  keep(content: string): string {
    const hex = hexOf(digestOf(content))
    const path = `.git/lfs/objects/${hex.slice(0, 2)}/${hex.slice(2, 4)}/${hex}`
    this.write(path, content)
    return this.path(path)
  }

  track(path: string, content: string, options: { executable?: boolean } = {}): void {
    if (content !== '') this.keep(content)
    this.write(path, content === '' ? '' : pointerOf(content), options)
  }
}

const run = (project: LfsProject, ...paths: string[]) =>
  project.run(dataImportLfsCommand, { paths, dryRun: false })
const text = (project: LfsProject, path: string) => readFileSync(project.path(path), 'utf8')

describe('slipway data import lfs', () => {
  it('makes a target of a folder and of a file, and puts content where only pointers were', async () => {
    using project = new LfsProject()
    project.write('.gitattributes', `*.bin ${LFS}\n/img/** ${LFS}\n*.txt text\n`)
    for (const [path, content] of Object.entries({ 'img/a': 'a', 'img/sub/b': 'bb', 'img/empty': '' }))
      project.track(path, content)
    project.track('tools/run.bin', '#!', { executable: true })
    project.write('tools/readme.txt', 'plain')
    project.repository.commit('as LFS has it')
    const result = await run(project)
    expect(result.targets).toMatchObject([
      { target: 'img', state: 'added', kind: 'tree', files: 3, bytes: 3 },
      { target: 'tools/run.bin', state: 'added', kind: 'executable', oid: digestOf('#!') },
    ])
    expect(result).toMatchObject({ tracked: ['img', 'tools/run.bin'], staying: 0 })
    expect(project.contents('img')).toEqual({ a: 'a', 'sub/b': 'bb', empty: '' })
    expect(text(project, '.gitattributes')).toBe('*.txt text\n')
    const { git } = project.repository
    git.call(project.repository, 'rm', '-r', '-q', '--cached', '--', ...result.tracked)
    git.call(project.repository, 'add', '--', ...result.written)
    expect(
      git
        .call(project.repository, 'status', '--porcelain')
        .split('\n')
        .map((line) => line.slice(0, 2)),
    ).not.toContain('??')
    expect(await run(project)).toEqual({ targets: [], written: [], tracked: [], staying: 0 })
    expect(project.audit()).toEqual([])
  })

  it('changes nothing the second time', async () => {
    using project = new LfsProject()
    project.write('.gitattributes', `*.bin ${LFS}\n`)
    project.track('a.bin', 'a')
    project.repository.commit('all')
    await run(project)
    const before = project.contents('.')
    writeFileSync(project.path('.gitattributes'), `*.bin ${LFS}\n`)
    expect(await run(project)).toMatchObject({
      targets: [{ state: 'unchanged' }],
      written: ['.gitattributes'],
    })
    expect(project.contents('.')).toEqual(before)
  })

  it('keeps its own files out of LFS where some of it stays there', async () => {
    using project = new LfsProject()
    project.write('.gitattributes', `data/** ${LFS}\n`)
    for (const path of ['data/a/x', 'data/a/y', 'data/b/z']) project.track(path, path)
    project.repository.commit('all')
    const { written, staying } = await run(project, 'data/a')
    expect(staying).toBe(1)
    expect(written).toEqual(['data/.gitignore', 'data/a.slip', 'slipway.yaml', 'data/.gitattributes'])
    expect(text(project, '.gitattributes')).toBe(`data/** ${LFS}\n`)
    const filters = project.repository.git(
      'check-attr',
      'filter',
      'data/a.slip',
      'data/.gitignore',
      'data/b/z',
    )
    expect(filters.match(/: filter: (\w+)/g)).toEqual([
      ': filter: unspecified',
      ': filter: unspecified',
      ': filter: lfs',
    ])
  })

  it('leaves a changed file in the work tree alone, and takes the version that Git names', async () => {
    using project = new LfsProject()
    project.write('.gitattributes', `*.bin ${LFS}\n`)
    project.track('a.bin', 'committed')
    project.repository.commit('all')
    project.write('a.bin', 'changed')
    expect(await run(project)).toMatchObject({ targets: [{ oid: digestOf('committed') }] })
    expect(text(project, 'a.bin')).toBe('changed')
  })

  it('refuses a damaged object and a missing one, each with what to run, and imports the rest', async () => {
    using project = new LfsProject()
    project.write('.gitattributes', `*.bin ${LFS}\n`)
    for (const name of ['bad', 'gone', 'good']) project.track(`${name}.bin`, name)
    project.write('keep.txt', '')
    project.repository.commit('all')
    writeFileSync(project.keep('bad'), 'BAD')
    rmSync(project.keep('gone'))
    const result = await run(project)
    expect(result.targets).toMatchObject([
      { target: 'bad.bin', state: 'failed', problem: { code: 'data/lfs-damaged', kind: 'corrupt' } },
      {
        target: 'gone.bin',
        problem: { code: 'data/not-stored', hint: expect.stringContaining('git lfs pull') },
      },
      { target: 'good.bin', state: 'added' },
    ])
    expect(dataImportLfsCommand.exitCode?.(result)).toBe(4)
    expect(existsSync(project.path('bad.bin.slip'))).toBe(false)
    expect(text(project, 'bad.bin')).toBe(pointerOf('bad'))
    project.keep('bad')
    project.keep('gone')
    expect((await run(project)).targets.map(({ state }) => state)).toEqual(['added', 'added', 'unchanged'])
  })

  it('refuses a folder that LFS does not hold whole, a path that it does not hold, and a file that is no pointer', async () => {
    using project = new LfsProject()
    project.write('.gitattributes', `*.bin ${LFS}\n`)
    project.track('d/a.bin', 'a')
    project.write('d/b.txt', 'b')
    project.write('raw.bin', 'no pointer')
    project.repository.commit('all')
    for (const path of ['d', 'd/b.txt', 'nowhere'])
      await expect(run(project, path)).rejects.toMatchObject({ code: 'data/target-invalid' })
    expect((await run(project, 'raw.bin')).targets).toMatchObject([
      {
        state: 'failed',
        problem: { code: 'data/target-invalid', hint: expect.stringContaining('--renormalize') },
      },
    ])
    expect(project.repository.git('status', '--porcelain')).toBe('')
  })

  it('shows with --dry-run what it would do, and does nothing', async () => {
    using project = new LfsProject()
    project.write('.gitattributes', `*.bin ${LFS}\n`)
    project.track('a.bin', 'a')
    project.repository.commit('all')
    expect(await project.run(dataImportLfsCommand, { paths: [], dryRun: true })).toMatchObject({
      targets: [{ target: 'a.bin', state: 'planned' }],
    })
    expect(project.repository.git('status', '--porcelain')).toBe('')
  })
})

describe('planLfsTargets()', () => {
  it('takes the outermost folder that holds nothing else, a lone file as a file, and never the repository', () => {
    const inLfs = ['a', 'p/q/1', 'p/q/2', 'p/r/3', 'm/4', 'm/5', 'lone/6']
    const { targets } = planLfsTargets([...inLfs, 'm/code.py'], new Set(inLfs), [])
    expect(targets.map(({ target, kind }) => [target, kind])).toEqual([
      ['a', 'file'],
      ['lone/6', 'file'],
      ['m/4', 'file'],
      ['m/5', 'file'],
      ['p', 'folder'],
    ])
  })
})

describe('tryParseLfsPointer()', () => {
  it('reads a pointer, with keys that it does not know, and of an empty file', () => {
    expect(tryParseLfsPointer(pointerOf('abc'))).toEqual({ oid: digestOf('abc'), bytes: 3 })
    const more = pointerOf('abc').replace('oid', 'ext-0-foo sha256:x\noid')
    expect(tryParseLfsPointer(more)).toEqual({ oid: digestOf('abc'), bytes: 3 })
    expect(tryParseLfsPointer('')).toEqual({ oid: digestOf(''), bytes: 0 })
  })

  it('takes nothing else for one', () => {
    for (const other of ['x', pointerOf('a').replace('v1', 'v2'), `${pointerOf('a')}${'x'.repeat(1024)}`])
      expect(tryParseLfsPointer(other)).toBeUndefined()
  })
})

describe('withoutLfs()', () => {
  it('takes out lines of LFS only, and keeps what else a line says', () => {
    const before = `# *.x ${LFS}\n*.bin ${LFS}\n*.png ${LFS} linguist-generated\r\n*.txt text`
    expect(withoutLfs(before)).toBe(`# *.x ${LFS}\n*.png linguist-generated\r\n*.txt text`)
    expect(exceptFromLfs(exceptFromLfs('a', '/*.slip'), '/*.slip')).toBe(
      'a\n/*.slip !filter !diff !merge !text\n',
    )
  })
})
