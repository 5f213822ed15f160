import { describeAccess } from '@slipway/rehearsal'
import { describe, expect, it } from 'vitest'
import { setParams } from './world/edit-project.ts'
import { outsideProgram } from './world/outside-program.ts'
import { useWorld } from './world/use-world.ts'
import type { World } from './world/world.ts'

const gto = outsideProgram('gto')
const gh = outsideProgram('gh')

let world: World
useWorld(
  (opened) => {
    world = opened
  },
  { deploymentsWait: true },
)

/** A pull request of another seed, merged: its deployment waits. @returns the release run */
async function release(seed: number): Promise<number> {
  const merged = await world.merge(await world.judgedPull(`seed-${seed}`, { seed }))
  return (await world.lastRun('slipway-release.yml', merged)).id
}

async function review(runId: number, state: 'approved' | 'rejected'): Promise<string | null | undefined> {
  expect(await world.ada.reviewRun(world.name, runId, state, 'as it is')).toBe(true)
  await world.settle()
  return (await world.jobConclusions(runId)).Deploy
}

const stages = async () => (await world.tags()).filter((tag) => tag.includes('#'))

describe('a deployment that waits for its approval', () => {
  it('yields where a newer one was approved first', async () => {
    const older = await release(2)
    const newer = await release(3)
    expect(await stages()).toEqual(['delay#prod#1'])
    expect(await review(newer, 'approved')).toBe('success')
    expect(await world.served()).toBe('v1.2.0')
    expect(await review(older, 'approved')).toBe('success')
    expect(await world.log(older, 'Deploy')).toContain('A newer version took prod while v1.1.0 waited')
    expect(await stages()).toEqual(['delay#prod#1', 'delay#prod#2'])
    expect(await world.served()).toBe('v1.2.0')
  })

  it('assigns nothing where it is rejected; the next one works, and the rejected one yields for ever', async () => {
    const rejected = await release(4)
    expect(await review(rejected, 'rejected')).toBe('failure')
    expect(await world.served()).toBe('v1.2.0')
    expect(await review(await release(5), 'approved')).toBe('success')
    expect(await world.served()).toBe('v1.4.0')
    const before = await stages()
    await world.rerun(rejected, 'failed')
    expect(await review(rejected, 'approved')).toBe('success')
    expect(await stages()).toEqual(before)
    expect(await world.served()).toBe('v1.4.0')
  })

  it('yields where the stage was rolled back meanwhile; the rollback did not wait for it', async () => {
    const waiting = await release(6)
    await world.dispatch('slipway-rollback.yml', { model: 'delay', reason: 'evening alarms\nModel: forged' })
    const rollback = await world.lastRun('slipway-rollback.yml')
    expect(await world.ada.reviewRun(world.name, rollback.id, 'approved', 'back')).toBe(true)
    await world.settle()
    expect(await world.served()).toBe('v1.2.0')
    const tag = (await stages()).at(-1) ?? ''
    expect((await world.tag(tag)).trailers).toMatchObject({
      Version: 'v1.2.0',
      Reason: 'evening alarms Model: forged',
    })
    expect(await review(waiting, 'approved')).toBe('success')
    expect(await world.log(waiting, 'Deploy')).toContain('prod was rolled back while v1.5.0 waited')
    expect(await world.served()).toBe('v1.2.0')
  })
})

describe('a version that was taken back', () => {
  it('holds no stage and cannot be rolled back to', async () => {
    const { commit } = await world.tag('delay@v1.4.0')
    await world.ada.run('git', ['tag', '--annotate', 'delay@v1.4.0!', commit, '--message', 'wrong units'])
    await world.ada.run('git', ['push', '--quiet', 'origin', 'refs/tags/delay@v1.4.0!'])
    await world.settle()
    const before = await stages()
    await world.dispatch('slipway-rollback.yml', { model: 'delay', to: 'v1.4.0', reason: 'no' })
    const { id } = await world.lastRun('slipway-rollback.yml')
    expect(await world.ada.reviewRun(world.name, id, 'approved', 'try')).toBe(true)
    await world.settle()
    expect(await world.jobConclusions(id)).toEqual({ 'Roll back': 'failure' })
    expect(await world.log(id, 'Roll back')).toContain('v1.4.0 was taken back')
    expect(await stages()).toEqual(before)
    expect(await world.served()).toBe('v1.2.0')
  })
})

describe('a version tag that a person pushes', () => {
  it('is deployed by the deploy-on-tag workflow, after approval', async () => {
    await world.ada.branch('main')
    setParams(world.ada.clone, { seed: 99 })
    await world.ada.run('git', ['commit', '--quiet', '--all', '--message', 'on a branch of my own'])
    await world.ada.run('git', ['tag', '--annotate', 'delay@v2.0.0', '--message', 'by hand'])
    await world.ada.run('git', ['push', '--quiet', 'origin', 'refs/tags/delay@v2.0.0'])
    await world.settle()
    const run = await world.lastRun('slipway-deploy-on-tag.yml')
    expect(run).toMatchObject({ event: 'push', status: 'waiting' })
    expect(await world.ada.reviewRun(world.name, run.id, 'approved', 'go')).toBe(true)
    await world.settle()
    expect(await world.jobConclusions(run.id)).toEqual({ Deploy: 'success' })
    expect(await world.served()).toBe('v2.0.0')
  })
})

interface GtoVersion {
  readonly version: string
  readonly commit_hexsha: string
  readonly is_active: boolean
  readonly stages: readonly { readonly stage: string }[]
}

describe('outsiders agree on what all this left behind', () => {
  it('git clone and git fsck', async () => {
    const { ada } = world
    await ada.run('git', ['clone', '--quiet', ada.addressOf(world.name), `${ada.clone}-whole`])
    await ada.run('git', ['fsck', '--full', '--strict', '--no-dangling'], `${ada.clone}-whole`)
  })

  it.skipIf(!gto)('gto show and gto history', async () => {
    const { ada } = world
    await ada.run('git', ['fetch', '--quiet', '--tags', '--force', 'origin'])
    const ask = async <T>(...args: string[]) => JSON.parse(await ada.run(gto ?? '', [...args, '--json'])) as T
    const shown = await ask<GtoVersion[]>('show', 'delay', '--deprecated')
    const own = JSON.parse(await world.slipway(ada, 'registry', 'show', 'delay', '--json')) as {
      versions: { version: string; commit: string; takenBack: boolean; stages: string[] }[]
    }
    expect(
      shown.map(({ version, commit_hexsha, is_active, stages }) => ({
        version,
        commit: commit_hexsha,
        takenBack: !is_active,
        stages: stages.map(({ stage }) => stage),
      })),
    ).toEqual(
      own.versions.map(({ version, commit, takenBack, stages }) => ({ version, commit, takenBack, stages })),
    )
    const history = await ask<{ ref: string }[]>('history', 'delay')
    expect(history.map(({ ref }) => ref).sort()).toEqual(await world.tags())
  })

  it.skipIf(!gh)('gh api', async () => {
    const { env } = describeAccess(world.forge, world.ada.token, world.name)
    const ask = async (path: string, jq: string) => {
      const settings = Object.entries({ ...env, GH_NO_UPDATE_NOTIFIER: '1', GH_PROMPT_DISABLED: '1' })
      const args = [...settings.map(([key, value]) => `${key}=${value}`), gh ?? '', 'api', '--paginate']
      const text = await world.ada.run('env', [...args, `repos/${world.name}/${path}`, '--jq', jq])
      return text.trim().split('\n')
    }
    const versions = (await world.releases()).map(({ tag_name }) => tag_name)
    expect(await ask('releases?per_page=2', '.[].tag_name')).toEqual(versions)
    expect(await ask('pulls?state=closed&per_page=2', '.[] | select(.merged_at) | .number')).toEqual([
      '5',
      '4',
      '3',
      '2',
      '1',
    ])
  })
})
