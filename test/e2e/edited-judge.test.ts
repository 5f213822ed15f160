import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { edit, setParams } from './world/edit-project.ts'
import { useWorld } from './world/use-world.ts'
import type { World } from './world/world.ts'

let world: World
useWorld((opened) => {
  world = opened
})

const PROMISE = 'Merging promotes exactly these bytes'

/** A pull request that is judged; what its comment says first, between the headline and the verdict's reason. */
async function judged(branch: string, change: (folder: string) => void) {
  const number = await world.pull({ branch, edit: change })
  await world.settle()
  const comment = await world.readComment(number)
  const [first = ''] = comment.split('\n**')
  return { number, comment, first, checks: await world.checkConclusions(number) }
}

async function released(): Promise<readonly string[]> {
  return (await world.state()).tags
}

/** Merges; the release finds nothing that it may release. @returns why, and the candidate that was started */
async function mergeUnreleased(number: number) {
  const before = await released()
  const merged = await world.merge(number)
  const release = await world.lastRun('slipway-release.yml', merged)
  expect(await world.jobConclusions(release.id)).toEqual({ Promote: 'success', Deploy: 'skipped' })
  expect(await released()).toEqual(before)
  const [warning] = await world.annotations(release.id, 'Promote')
  return { reason: warning?.message, candidate: await world.lastRun('slipway-candidate.yml', merged) }
}

describe('a pull request that edits the gate', () => {
  it('is judged by the gate of the base, says so first, and after the merge waits for a sign-off', async () => {
    const pull = await judged('gate', (folder) => {
      setParams(folder, { model: 'unsure' })
      edit(folder, 'slipway.yaml', (text) => text.replaceAll('margin: 0.01', 'margin: 0.5'))
    })
    expect(pull.first).toContain('The gate of delay changes: roc\\_auc margin 0.01 → 0.5')
    expect(pull.comment).toContain('goal, margin&nbsp;0.01')
    expect(pull.checks).toEqual({ delay: 'action_required' })
    const lines = await world.lineComments(pull.number)
    expect(lines.map(({ path }) => path)).toEqual(['slipway.yaml', 'params.yaml'])
    expect(lines[0]?.body).toContain('this pull request is judged by the gate of its base')
    expect(lines[1]?.body).toContain('by more than chance explains')
    expect(await world.page(`pull/${pull.number}`)).toContain('slipway.yaml:34')
    const { reason, candidate } = await mergeUnreleased(pull.number)
    expect(reason).toContain('the sealed rows do not show that it stays within the margin of 0.01')
    expect(candidate.status).toBe('waiting')
    await world.reject('the old gate did not pass it')
  })

  it('loosens it for those that come after', async () => {
    const pull = await judged('after', (folder) => setParams(folder, { seed: 2 }))
    expect(pull.first).not.toContain('gate')
    expect(pull.comment).toContain('goal, margin&nbsp;0.5')
    expect(pull.checks).toEqual({ delay: 'success' })
    await world.merge(pull.number)
    expect(await world.served()).toBe('v1.1.0')
  })
})

describe('a pull request that edits its evaluation', () => {
  it('by its stage: the stage of the base judges it, and the merged commit is not the one that was judged', async () => {
    const pull = await judged('stage', (folder) => {
      setParams(folder, { model: 'tiny' })
      edit(folder, 'slipway.yaml', (text) =>
        text.replace(
          'cmd: sh src/evaluate.sh',
          'cmd: [sh src/evaluate.sh, cp fixtures/predictions-better-r1.parquet eval/predictions.parquet]',
        ),
      )
    })
    expect(pull.first).toContain('The evaluation of delay (stage evaluate) changes: cmd sh src/evaluate.sh →')
    expect(pull.comment).toContain('`delay` is non-inferior')
    expect(pull.comment).not.toContain(PROMISE)
    const { reason, candidate } = await mergeUnreleased(pull.number)
    expect(reason).toContain(`#${pull.number} was judged on another tree: the command moved`)
    expect(candidate.status).toBe('waiting')
    await world.reject('it copies its answers')
    expect(await world.served()).toBe('v1.1.0')
  })

  it('by its code: the difference is said before any number', async () => {
    const pull = await judged('code', (folder) => {
      setParams(folder, { model: 'base', seed: 3 })
      edit(folder, 'src/evaluate.sh', (text) => `${text}# looked over\n`)
    })
    expect(pull.first).toContain(
      'The evaluation code of delay (stage evaluate) differs from the base: src/evaluate.sh',
    )
    const verdict = await world.verdictOn(pull.number)
    expect(verdict?.champion?.version).toBe('v1.1.0')
    expect(verdict?.evalcode.challenger).not.toBe(verdict?.evalcode.champion)
  })
})

describe('a pull request that edits the address of the store', () => {
  it('is planned, trained and judged in the store of the base; the new one is not touched before the merge', async () => {
    const elsewhere = join(world.folder, 'elsewhere')
    mkdirSync(elsewhere)
    const pull = await judged('store', (folder) => {
      setParams(folder, { model: 'better', seed: 4 })
      edit(folder, 'slipway.yaml', (text) => text.replace(/remote: ".*"/, `remote: "file://${elsewhere}"`))
    })
    expect(pull.first).toContain('The store changes: ')
    expect(pull.comment).toContain('`delay` is better')
    expect(pull.comment).not.toContain(PROMISE)
    expect(existsSync(elsewhere) && readdirSync(elsewhere)).toEqual([])
    const { reason, candidate } = await mergeUnreleased(pull.number)
    expect(reason).toContain('No verdict covers these bytes')
    // Nobody moved the data there.
    expect(candidate).toMatchObject({ status: 'completed', conclusion: 'failure' })
    expect(await world.served()).toBe('v1.1.0')
  })
})
