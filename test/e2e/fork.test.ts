import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { ArtifactThief, archiveOf, leakToken } from './world/artifact-thief.ts'
import { edit, setParams } from './world/edit-project.ts'
import { useWorld } from './world/use-world.ts'
import type { World } from './world/world.ts'

let world: World
useWorld((opened) => {
  world = opened
})

const NAMES = [
  '<img src=x onerror=alert(1)>',
  '@everyone | **bold** `code`',
  '--> <script>alert(1)</script>',
  '::error title=pwned::pwned',
  '[click](javascript:alert(1))',
]

/** A better model; metrics, a stage's output, a title and a branch that try to be more than text. */
function hostileEdit(folder: string): void {
  setParams(folder, { model: 'better' })
  edit(folder, 'src/evaluate.sh', (text) =>
    [
      text.replace(/^echo .*$/m, `cat > eval/metrics.json <<'EOF'\n${JSON.stringify(metrics())}\nEOF`),
      ...NAMES.map((name) => `echo '${name}'`),
      'echo "::add-mask::delay"',
      'echo "::set-output name=trusted::true"',
      '',
    ].join('\n'),
  )
  edit(folder, 'slipway.yaml', (text) =>
    text.replace('outs: [build/rows]', 'outs: [build/rows]\n    runs-on: [self-hosted, gpu]'),
  )
}

const metrics = () => Object.fromEntries(NAMES.map((name, index) => [name, index]))

let number: number
let runId: number
let stored: readonly string[]

beforeAll(async () => {
  await world.openFork()
  stored = world.store.listing()
  number = await world.pull({
    by: world.mo,
    branch: 'a";id;$(id)',
    title: `Fresh ${NAMES[0]} @everyone`,
    body: NAMES.join('\n'),
    fork: true,
    edit: hostileEdit,
  })
  await world.settle()
  runId = (await world.lastRun('slipway-pull-request.yml')).id
})

describe('a pull request from a fork', () => {
  it('runs on hosted machines only, whatever its project file says, with no word to the store', async () => {
    const jobs = await world.jobs(runId)
    expect(Object.fromEntries(jobs.map(({ name, conclusion }) => [name, conclusion]))).toEqual({
      Plan: 'success',
      Before: 'skipped',
      Train: 'skipped',
      'Train (2nd job)': 'skipped',
      'Train (3rd job)': 'skipped',
      After: 'success',
    })
    const machines = jobs.flatMap(({ runner_name }) => runner_name ?? [])
    expect(machines.every((machine) => machine.startsWith('hosted-'))).toBe(true)
    expect(world.store.listing()).toEqual(stored)
  })

  it('is a claim: shown, no pass, no verdict', async () => {
    const comment = await world.readComment(number)
    expect(await world.lineComments(number)).toEqual([])
    expect(comment).toContain('`delay`: claimed by a fork, not yet checked')
    expect(await world.checkConclusions(number)).toEqual({ delay: 'action_required' })
    expect(world.store.verdicts()).toHaveLength(2)
  })

  it('brings no markup: not into the comment, the check, the summaries or the HTML report', async () => {
    const [check] = await world.checks(await world.headOf(number))
    const report = await world.lastRun('slipway-report.yml')
    const texts = [
      await world.page(`pull/${number}`),
      await world.page(`runs/${check?.id}`),
      await world.page(`actions/runs/${runId}`),
      await world.page(`actions/runs/${report.id}`),
      await world.artifactText(report.id, 'slipway-report.html'),
    ]
    for (const text of texts) {
      expect(text).not.toMatch(/<img[^>]*onerror|<script>alert|href="javascript:/i)
    }
    expect(texts.at(-1)).toContain('&lt;img src=x onerror=alert(1)&gt;')
    expect(await world.readComment(number)).not.toMatch(/<(?:img|script)|(?<!\\|[\w`\u200b])@everyone/)
  })

  it('brings no workflow command: its output is text in the log', async () => {
    expect(await world.log(runId, 'After')).toContain('::error title=pwned::pwned')
    for (const { name } of await world.jobs(runId)) {
      const said = await world.annotations(runId, name)
      expect(said.filter(({ message, title }) => `${title} ${message}`.includes('pwned'))).toEqual([])
    }
  })

  it('that calls itself trusted is refused', async () => {
    const leak = join(world.folder, 'leak.json')
    const other = await world.pull({
      by: world.mo,
      branch: 'trusted',
      fork: true,
      edit: (folder) => {
        setParams(folder, { model: 'better', seed: 2 })
        leakToken(folder, leak)
      },
    })
    await world.settle()
    const thief = new ArtifactThief(world, (await world.lastRun('slipway-pull-request.yml')).id, leak)
    const { loot } = await thief.steal()
    expect(loot.claims.trusted).toBe(false)
    await thief.plant(archiveOf({ ...loot, claims: { ...loot.claims, trusted: true } }))
    await world.rerun((await world.lastRun('slipway-report.yml')).id)
    expect(await world.readComment(other)).toContain('The artifact was refused: The head lives in mo/delays')
    expect(await world.checkConclusions(other)).toEqual({ delay: 'action_required' })
    expect(world.store.verdicts()).toHaveLength(2)
  })

  it('that is merged is unreleased: the default branch trains it, and a person decides', async () => {
    const before = await world.tags()
    const merged = await world.merge(number)
    const { id } = await world.lastRun('slipway-release.yml', merged)
    expect((await world.annotations(id, 'Promote'))[0]?.message).toContain('Only a fork ran this tree')
    const candidate = await world.lastRun('slipway-candidate.yml', merged)
    expect(candidate.status).toBe('waiting')
    expect(world.store.executedBy(candidate.id)).toEqual(['evaluate', 'train'])
    expect(await world.tags()).toEqual(before)
    await world.approve('read it, ran it')
    expect(await world.served()).toBe('v1.1.0')
  })
})
