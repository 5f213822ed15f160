import { parseProject } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { planPipeline } from './plan-pipeline.ts'
import { FakeData, FakeRuns, fileOutput, recordOf } from './testing/fake-runs.ts'
import { FakeTree } from './testing/fake-tree.ts'

/** Stages as "name: needs" with "!" for a matrix stage; an unnamed need is a source file. */
async function waves(text: string, { known = [] as string[], labels = {} as Record<string, string> } = {}) {
  const stages = text
    .trim()
    .split('\n')
    .map((line) => {
      const [head = '', tail = ''] = line.trim().split(':')
      const name = head.replace('!', '')
      const deps = ['a.txt', ...tail.split(' ').filter(Boolean)].map((each) =>
        each === 'a.txt' ? each : `${each}.out`,
      )
      const runsOn = head.endsWith('!') ? `, runs-on: ${labels[name] ?? '[self-hosted, gpu]'}` : ''
      return `  ${name}: { cmd: x, deps: [${deps.join(', ')}], outs: [${name}.out]${runsOn} }`
    })
  const project = parseProject(`version: 1\nstages:\n${stages.join('\n')}\n`)
  const tree = new FakeTree({ 'a.txt': 'a' })
  const runs = new FakeRuns()
  const plan = () => planPipeline({ project, tree, runs, data: new FakeData() })
  for (const name of known) {
    const preimage = (await plan()).stages.find(({ stage }) => stage.name === name)?.preimage
    if (preimage) runs.add(recordOf(name, preimage, { [`${name}.out`]: fileOutput(name) }))
  }
  return (await plan()).waves
}

describe('planWaves()', () => {
  it('runs what matrix stages wait for before, and the rest after', async () => {
    const plan = await waves(`
      prepare:
      train!: prepare
      evaluate: train prepare
      docs:
    `)
    expect(plan).toEqual({
      before: ['prepare'],
      matrix: [{ name: 'train', stages: ['train'], runsOn: ['self-hosted', 'gpu'] }],
      after: ['evaluate', 'docs'],
    })
  })

  it('runs before all that matrix stages wait for, through others too', async () => {
    expect((await waves('a:\nb: a\nc!: b')).before).toEqual(['a', 'b'])
  })

  it('runs everything after when no stage needs a runner of its own', async () => {
    expect(await waves('a:\nb: a')).toEqual({ before: [], matrix: [], after: ['a', 'b'] })
  })

  it('gives matrix stages that do not depend on one another an entry each', async () => {
    const { matrix } = await waves('a!:\nb!:')
    expect(matrix.map(({ stages }) => stages)).toEqual([['a'], ['b']])
  })

  it('puts dependent matrix stages into one entry, with what lies between them, labels united', async () => {
    const plan = await waves(
      `
      prepare:
      pretrain!: prepare
      convert: pretrain
      tune!: convert prepare
      report: tune
      alone!: prepare
    `,
      { labels: { tune: '[self-hosted, big]' } },
    )
    expect(plan).toEqual({
      before: ['prepare'],
      matrix: [
        {
          name: 'pretrain, convert, tune',
          stages: ['pretrain', 'convert', 'tune'],
          runsOn: ['self-hosted', 'gpu', 'big'],
        },
        { name: 'alone', stages: ['alone'], runsOn: ['self-hosted', 'gpu'] },
      ],
      after: ['report'],
    })
  })

  it('joins two groups that a later stage connects, in an order in which they can run', async () => {
    const { matrix } = await waves('a!:\nb!:\nside!:\nc!: a b')
    expect(matrix.map(({ stages }) => stages)).toEqual([['a', 'b', 'c'], ['side']])
  })

  it('leaves known stages out', async () => {
    expect(await waves('prepare:\ntrain!: prepare\nevaluate: train', { known: ['prepare'] })).toEqual({
      before: [],
      matrix: [{ name: 'train', stages: ['train'], runsOn: ['self-hosted', 'gpu'] }],
      after: ['evaluate'],
    })
    expect(await waves('prepare:\ntrain!: prepare', { known: ['prepare', 'train'] })).toEqual({
      before: [],
      matrix: [],
      after: [],
    })
  })
})
