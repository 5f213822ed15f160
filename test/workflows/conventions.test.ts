import { basename, join } from 'node:path'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { filesIn, type TextFile, toolkitRoot } from './toolkit-files.ts'

interface Step {
  readonly uses?: string
  readonly run?: string
  readonly with?: Readonly<Record<string, unknown>>
}

interface Job {
  readonly steps: readonly Step[]
  readonly permissions?: Readonly<Record<string, string>>
  readonly if?: string
  readonly needs?: string | readonly string[]
  readonly outputs?: object
}

interface Workflow {
  readonly name: string
  readonly on: unknown
  readonly permissions?: unknown
  readonly jobs: Readonly<Record<string, Job>>
}

const templates = filesIn(join(toolkitRoot, 'workflows-templates'), /^[^/]+\.yml$/)
const workflows = [...templates, ...filesIn(join(toolkitRoot, '.github', 'workflows'), /\.yml$/)].map(
  (file) => ({ ...file, workflow: parse(file.text) as Workflow }),
)
const actions = [
  ...filesIn(join(toolkitRoot, 'actions'), /action\.yml$/),
  ...filesIn(join(toolkitRoot, 'workflows-templates'), /action\.yml$/),
]
const composites = actions.map((file) => ({
  ...file,
  steps: (parse(file.text) as { runs: { steps?: readonly Step[] } }).runs.steps ?? [],
}))
const places = [
  ...workflows.map(({ path, workflow }) => ({
    path,
    steps: Object.values(workflow.jobs).flatMap(({ steps }) => steps),
  })),
  ...composites,
]

/** Lines that break a rule, as `file: line`. */
function lines(files: readonly TextFile[], broken: (line: string) => boolean): readonly string[] {
  return files.flatMap(({ path, text }) =>
    text
      .split('\n')
      .filter(broken)
      .map((line) => `${path}: ${line.trim()}`),
  )
}

it('an action of somebody else is pinned by its commit, with the version beside it', () => {
  const pinned = /uses: [\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/
  const own = /uses: (?:slipway-ml\/slipway\/actions\/[a-z]+@v0|\.\/\.github\/actions\/[a-z-]+(?: #.*)?)$/
  const uses = (line: string) => /^\s*(?:- )?uses:/.test(line)
  expect(
    lines([...workflows, ...actions], (line) => uses(line) && !pinned.test(line) && !own.test(line)),
  ).toEqual([])
  // One commit each: an update that forgets a file would leave two.
  const commits = [...workflows, ...actions].flatMap(({ text }) =>
    Array.from(text.matchAll(/uses: (\S+)@([0-9a-f]{40})/g), ([, action, commit]) => `${action}@${commit}`),
  )
  const distinct = [...new Set(commits)]
  expect(distinct.length).toBe(new Set(distinct.map((text) => text.split('@')[0])).size)
})

it('a workflow grants nothing by itself; each job names what it needs', () => {
  for (const { path, workflow } of workflows) {
    expect(workflow.permissions, path).toEqual({})
    for (const [id, { permissions }] of Object.entries(workflow.jobs))
      expect(permissions, `${path}: ${id}`).toBeTypeOf('object')
  }
})

it('what runs code of a pull request may write nothing', () => {
  const rights = workflows
    .filter(({ workflow }) => JSON.stringify(workflow.on).includes('"pull_request"'))
    .map(({ path, workflow }) => [
      path,
      Object.values(workflow.jobs).flatMap((job) => Object.values(job.permissions ?? {})),
    ])
  expect(rights.length).toBe(2)
  for (const [path, granted] of rights) expect(new Set(granted), `${path}`).toEqual(new Set(['read']))
})

it('no expression stands in a script: what somebody else wrote reaches it through the environment', () => {
  const scripts = places.flatMap(({ path, steps }) =>
    steps.flatMap(({ run = '' }) => (run.includes('${{') ? [`${path}: ${run}`] : [])),
  )
  expect(scripts).toEqual([])
})

it('a checkout leaves no token behind', () => {
  const checkouts = places.flatMap(({ steps }) =>
    steps.filter(({ uses }) => uses?.startsWith('actions/checkout@')),
  )
  expect(checkouts.length).toBeGreaterThan(0)
  for (const step of checkouts) expect(step.with?.['persist-credentials']).toBe(false)
})

it('an exception from an audit says why', () => {
  expect(
    lines(
      [...workflows, ...actions],
      (line) => line.includes('zizmor: ignore') && !/ignore\[[a-z-]+\] \S+ \S+/.test(line),
    ),
  ).toEqual([])
})

it('a template names workflows that are there', () => {
  const known = new Set(templates.map(({ path }) => `.github/workflows/${path}`))
  const names = new Set(workflows.map(({ workflow }) => workflow.name))
  const inputs = places.flatMap(({ steps }) =>
    steps.flatMap(({ uses, with: given }) =>
      uses?.startsWith('slipway-ml/') ? [given?.workflow, given?.['candidate-workflow']] : [],
    ),
  )
  const defaults = actions.flatMap(({ text }) => text.match(/\.github\/workflows\/[\w.-]+/g) ?? [])
  for (const path of [...inputs, ...defaults]) if (path) expect(known).toContain(path)
  expect(defaults.length).toBeGreaterThan(0)
  const caused = workflows.flatMap(
    ({ workflow }) =>
      (workflow.on as { workflow_run?: { workflows: readonly string[] } }).workflow_run?.workflows ?? [],
  )
  expect(new Set(caused)).toEqual(new Set(['Slipway pull request', 'Slipway train', 'Slipway candidate']))
  for (const name of caused) expect(names).toContain(name)
})

it('a chain of training jobs has no hole: each runs where the one before hands over, and what follows needs them all', () => {
  const chains = workflows.filter(({ workflow }) => workflow.jobs['train-2'])
  expect(chains.map(({ path }) => basename(path)).sort()).toEqual([
    'slipway-candidate.yml',
    'slipway-pull-request.yml',
    'slipway-train.yml',
  ])
  for (const { path, workflow } of chains) {
    const chain = Object.keys(workflow.jobs).filter((id) => /^train(?:-\d+)?$/.test(id))
    for (const [index, id] of chain.entries()) {
      const before = chain[index - 1]
      const { if: condition = '', needs = [], outputs } = workflow.jobs[id] ?? { steps: [] }
      if (before !== undefined) {
        expect(needs, path).toContain(before)
        expect(condition, path).toContain(`needs.${before}.outputs.handover == 'true'`)
      }
      // The last one has the whole time of its job, and nobody to hand over to.
      const handsOver = id !== chain.at(-1)
      expect(outputs !== undefined, `${path}: ${id}`).toBe(handsOver)
      const given = workflow.jobs[id]?.steps.at(-1)?.with ?? {}
      expect('limit-minutes' in given, `${path}: ${id}`).toBe(handsOver)
      expect(workflow.jobs.after?.needs, path).toContain(id)
      expect(workflow.jobs.after?.if, path).toContain(`needs.${id}.result != 'failure'`)
    }
  }
})

it('a template has its properties, and properties have their template', () => {
  const properties = filesIn(join(toolkitRoot, 'workflows-templates'), /\.properties\.json$/)
  expect(properties.map(({ path }) => basename(path, '.properties.json'))).toEqual(
    templates.map(({ path }) => basename(path, '.yml')),
  )
  for (const { path, text } of properties) {
    const { name, description, iconName, filePatterns, ...rest } = JSON.parse(text)
    expect(Object.keys(rest), path).toEqual(['categories'])
    for (const word of [name, description, iconName]) expect(word, path).toMatch(/\S/)
    // Offered to a repository that has the file which init writes.
    expect(
      filePatterns.some((pattern: string) => new RegExp(pattern).test('slipway.yaml')),
      path,
    ).toBe(true)
  }
})
