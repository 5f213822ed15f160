import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openTheatre, type Theatre } from '@slipway/rehearsal/theatre'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RepositoryView } from './world/repository-view.ts'

const toolkit = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'slipway-guard-'))
/** Where the code of the fork leaves its mark, if it ever runs. */
const mark = join(folder, 'mark')
let theatre: Theatre
let view: RepositoryView
let fork: { readonly number: number; readonly sha: string }

const PROJECT = (cmd: string) => `version: 1
store: { remote: "file://${join(folder, 'store')}" }
stages:
  train: { cmd: ${JSON.stringify(cmd)}, deps: [lock.txt], outs: [model.bin], runs-on: [self-hosted, gpu] }
`

/** A workflow that brings a checkout to the machine with the GPU, and lets the project train there. */
function workflow(name: string, on: string, checkout = ''): string {
  return `name: ${name}
on:
  ${on}
permissions: {}
jobs:
  train:
    runs-on: [self-hosted, gpu]
    permissions: { contents: read }
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1
        with: { fetch-depth: 2, persist-credentials: false${checkout === '' ? '' : `, ${checkout}`} }
      - uses: slipway-ml/slipway/actions/preflight@v0
        continue-on-error: true
      - uses: slipway-ml/slipway/actions/train@v0
`
}

/** Workflows of the default branch that somebody wrote without thinking of forks. */
const CARELESS: Readonly<Record<string, string>> = {
  'pull.yml': workflow('pull', 'pull_request:'),
  'target.yml': workflow(
    'target',
    'pull_request_target:',
    `allow-unsafe-pr-checkout: true, ref: "\${{ github.event.pull_request.head.sha }}"`,
  ),
  'after.yml': workflow(
    'after',
    'workflow_run: { workflows: [hosted], types: [completed] }',
    `allow-unsafe-pr-checkout: true, ref: "\${{ github.event.workflow_run.head_sha }}"`,
  ),
  'comment.yml': workflow(
    'comment',
    'issue_comment: { types: [created] }',
    `ref: "refs/pull/\${{ github.event.issue.number }}/merge"`,
  ),
  'ref.yml': workflow(
    'ref',
    'workflow_dispatch: { inputs: { ref: { type: string } } }',
    `ref: "\${{ inputs.ref }}"`,
  ),
  'hosted.yml': `name: hosted
on: pull_request
permissions: {}
jobs:
  look:
    if: github.event.pull_request.head.repo.full_name == github.repository
    runs-on: ubuntu-latest
    permissions: {}
    steps:
      - run: "true"
`,
}

beforeAll(async () => {
  theatre = await openTheatre({
    folder,
    toolkit,
    repository: { name: 'delays' },
    python: '/bin/true',
    reviewed: [],
  })
  view = new RepositoryView(theatre.ada, theatre.name)
  const { ada, mo, forge } = theatre
  await ada.cloneRepository(theatre.name)
  mkdirSync(join(ada.clone, '.github/workflows'), { recursive: true })
  for (const [name, text] of Object.entries(CARELESS))
    writeFileSync(join(ada.clone, '.github/workflows', name), text)
  writeFileSync(join(ada.clone, 'slipway.yaml'), PROJECT('echo model > model.bin'))
  writeFileSync(join(ada.clone, 'lock.txt'), 'torch==2.6.0\n')
  await ada.push('main', 'a project')
  const { name } = await forge.fork(theatre.repository, mo.login)
  await mo.cloneRepository(`${mo.login}/${name}`)
  await mo.branch('evil')
  writeFileSync(join(mo.clone, 'slipway.yaml'), PROJECT(`echo here > ${mark}; echo model > model.bin`))
  // The fork's own workflow: its labels and its conditions are the fork's to write.
  writeFileSync(
    join(mo.clone, '.github/workflows/edited.yml'),
    workflow('edited', 'pull_request:').replace('    permissions', '    if: always()\n    permissions'),
  )
  await mo.push('evil', 'nothing to see here')
  const number = await mo.openPull(theatre.name, { title: 'evil', head: 'mo:evil' })
  fork = { number, sha: await view.headOf(number) }
  await mo.api('POST', `/repos/${theatre.name}/issues/${number}/comments`, { body: '/slipway train' })
  await ada.api('POST', `/repos/${theatre.name}/actions/workflows/ref.yml/dispatches`, {
    ref: 'main',
    inputs: { ref: `refs/pull/${number}/head` },
  })
  await theatre.runner.idle({ ignoreWaiting: true })
}, 60_000)
afterAll(async () => {
  const { violations } = theatre.forge
  await theatre.close()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  expect(violations).toEqual([])
})

describe('code of a fork on the label of the GPU', () => {
  it.each([
    ['a pull request', 'pull.yml', 'the code of this pull_request comes from mo/delays'],
    [
      'pull_request_target that checks out the head',
      'target.yml',
      'the code of this pull_request_target comes from mo/delays',
    ],
    [
      'workflow_run after a run of the fork',
      'after.yml',
      'the code of this workflow_run comes from mo/delays',
    ],
    ["a stranger's comment", 'comment.yml', 'the event is issue_comment'],
    ['a dispatch with a ref of the fork', 'ref.yml', 'the workspace holds commit '],
    [
      "a fork's own workflow with runs-on and if of its own",
      'edited.yml',
      'the code of this pull_request comes from mo/delays',
    ],
  ])('is refused, with the reason: by %s', async (_way, file, reason) => {
    const run = await view.lastRun(file)
    const [job] = await view.jobs(run.id)
    expect(job).toMatchObject({ name: 'train', conclusion: 'failure' })
    expect(job?.runner_name).toMatch(/^gpu-box/)
    const said = (await view.annotations(run.id, 'train')).filter(({ title }) => title === 'action/untrusted')
    // Once by preflight and once by train: neither relies on the other.
    expect(said.map(({ message }) => message)).toEqual([
      expect.stringContaining(`Cannot start on this self-hosted machine: ${reason}`),
      expect.stringMatching(/\n.+/),
    ])
    expect(existsSync(mark)).toBe(false)
  })

  it('while the same workflow trains what the repository itself holds', async () => {
    const { ada } = theatre
    await ada.api('POST', `/repos/${theatre.name}/actions/workflows/ref.yml/dispatches`, {
      ref: 'main',
      inputs: { ref: '' },
    })
    await theatre.runner.idle({ ignoreWaiting: true })
    const run = await view.lastRun('ref.yml')
    expect(run).toMatchObject({ conclusion: 'success' })
    expect(fork.sha).not.toBe(run.head_sha)
  })
})
