import { beforeAll, describe, expect, it } from 'vitest'
import { setParams } from './world/edit-project.ts'
import { useWorld } from './world/use-world.ts'
import type { World } from './world/world.ts'

let world: World
useWorld(
  (opened) => {
    world = opened
  },
  { unreleased: true },
)

describe('/slipway train', () => {
  let asked: number
  let head: string
  const say = async (who: World['lin'], body: string) => {
    await who.api('POST', `/repos/${world.name}/issues/${asked}/comments`, { body })
    await world.settle()
  }
  const replies = async () => (await world.comments(asked)).filter((text) => !text.startsWith('<!--'))

  beforeAll(async () => {
    await world.openFork()
    asked = await world.pull({
      by: world.mo,
      branch: 'asked',
      fork: true,
      edit: (folder) => setParams(folder, { model: 'better' }),
    })
    await world.settle()
    head = await world.headOf(asked)
  })

  it('starts nothing for a stranger, without the full commit, or for one that is not the head', async () => {
    await say(world.mo, `/slipway train ${head}`)
    await say(world.lin, '/slipway train')
    await say(world.lin, `/slipway train ${head.slice(0, 12)}`)
    await say(world.lin, `/slipway train ${await world.headOfMain()}`)
    await say(world.lin, 'I would say /slipway train')
    expect(await replies()).toEqual([
      expect.stringContaining('only people who may write'),
      expect.stringContaining(`which commit?`),
      expect.stringContaining(`\`/slipway train ${head}\``),
      expect.stringContaining('is not the head of this pull request'),
    ])
    expect(await world.runs({ workflow: 'slipway-train.yml' })).toEqual([])
  })

  it('by a maintainer trains exactly that commit on the machine with the GPU, and the report judges it', async () => {
    await say(world.lin, `/slipway train ${head}\nLooks sound to me.`)
    const run = await world.lastRun('slipway-train.yml')
    expect(run).toMatchObject({ conclusion: 'success', name: 'Slipway train' })
    const jobs = await world.jobs(run.id)
    expect(jobs.find(({ name }) => name.startsWith('Train (train'))?.runner_name).toMatch(/^gpu-box/)
    expect((await replies()).at(-1)).toContain(`Training ${head} in [run ${run.id}]`)
    const comment = (await world.comments(asked)).find((text) => text.startsWith('<!--'))
    expect(comment).not.toContain('claimed by a fork')
    expect(comment).toContain(head)
    // A fork's claim gets no verdict; this one has, of a first release that a person has to accept.
    expect(await world.verdictOn(asked)).toMatchObject({ outcome: 'cannot-tell' })
    expect(world.store.executedBy(run.id)).toContain('train')
  })

  it('never trains what is pushed after the comment', async () => {
    const before = await world.runs({ workflow: 'slipway-train.yml' })
    await world.pushMore('asked', (folder) => setParams(folder, { model: 'worse' }), world.mo)
    await world.settle()
    await say(world.lin, `/slipway train ${head}`)
    expect((await replies()).at(-1)).toContain('is not the head of this pull request')
    expect(await world.runs({ workflow: 'slipway-train.yml' })).toHaveLength(before.length)
  })
})
