import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { InitialisedRepository } from './initialised-repository.ts'
import { outsideTool } from './outside-tool.ts'
import { filesIn, toolkitRoot } from './toolkit-files.ts'

const PINNED = `slipway-ml/slipway@${'0123456789'.repeat(4)}`
const STORES = ['s3://my-bucket/p', 'gs://my-bucket/p', 'az://myaccount/data/p']
const ours = filesIn(join(toolkitRoot, '.github', 'workflows'), /\.yml$/).map(({ path }) =>
  join(toolkitRoot, '.github', 'workflows', path),
)

function run(command: string, args: readonly string[], cwd: string): { status: number | null; text: string } {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8' })
  if (error) throw error
  return { status, text: `${stdout}${stderr}` }
}

const actionlint = outsideTool('actionlint')
describe.skipIf(!actionlint.installed)(`actionlint${actionlint.missing}`, () => {
  // GitHub documents `queue` since 2026; actionlint 1.7.12 does not know it yet.
  const unknown = '^unexpected key "queue" for "concurrency" section'
  // shellcheck and pyflakes are on some machines and not on others.
  const lint = (files: readonly string[], cwd: string) =>
    run(actionlint.path, ['-ignore', unknown, '-shellcheck=', '-pyflakes=', ...files], cwd)

  it('finds nothing in our own workflows', () => {
    expect(lint(ours, toolkitRoot)).toEqual({ status: 0, text: '' })
  })

  it('finds nothing in what init writes, neither by name nor by commit', () => {
    for (const actions of [undefined, PINNED]) {
      using repository = new InitialisedRepository(actions)
      expect(lint(repository.workflows, repository.folder)).toEqual({ status: 0, text: '' })
    }
  })

  it.each(STORES)('finds nothing in what init writes for a store at %s', (store) => {
    using repository = new InitialisedRepository(PINNED, store)
    expect(lint(repository.workflows, repository.folder)).toEqual({ status: 0, text: '' })
  })

  it('finds no input and no output that our actions do not have', () => {
    using repository = new InitialisedRepository()
    repository.bringActionsIn()
    expect(lint(repository.workflows, repository.folder)).toEqual({ status: 0, text: '' })
    const file = join(repository.folder, '.github', 'workflows', 'slipway-pull-request.yml')
    writeFileSync(file, readFileSync(file, 'utf8').replace('artifact: true', 'artefact: true'))
    expect(lint([file], repository.folder)).toMatchObject({
      status: 1,
      text: expect.stringContaining('"artefact"'),
    })
  })
})

const zizmor = outsideTool('zizmor')
describe.skipIf(!zizmor.installed)(`zizmor${zizmor.missing}`, () => {
  const OFFLINE = [
    '--offline',
    '--color=never',
    '--quiet',
    '--no-progress',
    '--persona=pedantic',
    '--strict-collection',
  ]
  const audit = (inputs: readonly string[], cwd: string, more: readonly string[] = []) =>
    run(zizmor.path, [...OFFLINE, ...more, ...inputs], cwd)
  const clean = { status: 0, text: expect.stringMatching(/^No findings to report\b.*\n$/) }

  it('finds nothing in our own workflows and actions', () => {
    const actions = filesIn(join(toolkitRoot, 'actions'), /action\.yml$/).map(({ path }) => `actions/${path}`)
    expect(audit(['.github', ...actions], toolkitRoot)).toMatchObject(clean)
  })

  it.each(STORES)('finds nothing in what init writes for a store at %s', (store) => {
    using repository = new InitialisedRepository(PINNED, store)
    expect(audit(['.github'], repository.folder)).toMatchObject(clean)
  })

  it('finds nothing in what init writes with a commit', () => {
    using repository = new InitialisedRepository(PINNED)
    expect(audit(['.github'], repository.folder)).toMatchObject(clean)
  })

  it('finds nothing in what init writes by itself, but that our own actions go by a tag', () => {
    using repository = new InitialisedRepository()
    const plain = audit(['.github'], repository.folder, ['--format=json'])
    const findings = JSON.parse(plain.text) as { ident: string }[]
    expect([...new Set(findings.map(({ ident }) => ident))]).toEqual(['unpinned-uses'])
    expect(audit(['.github'], repository.folder, ['--config', allowOwnTags()])).toMatchObject(clean)
  })
})

/** Everything but our own actions has to be pinned by its commit. */
function allowOwnTags(): string {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-zizmor-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'zizmor.yml')
  const policies = { 'slipway-ml/slipway/*': 'ref-pin', '*': 'hash-pin' }
  writeFileSync(file, JSON.stringify({ rules: { 'unpinned-uses': { config: { policies } } } }))
  return file
}
