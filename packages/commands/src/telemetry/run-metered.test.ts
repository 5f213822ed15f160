import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseRunRecord } from '@slipway/core'
import { TEST_GIT_ENV } from '@slipway/git/testing'
import { filesBelow } from '@slipway/store/testing'
import { describe, expect, it } from 'vitest'
import { silentProgress } from '../context.ts'
import { executeStages } from '../execute-stages.ts'
import { TemporaryProject } from '../testing/temporary-project.ts'
import { fakeNvidiaSmi, H100_BUSY, H100_IDLE, MIG } from './testing/fake-nvidia-smi.ts'

const TRAIN = `
step=0
while [ $step -lt 15 ]; do
  step=$((step + 1))
  echo "{\\"step\\": $step, \\"steps\\": 15, \\"train\\": {\\"loss\\": 0.$((99 - step))}}" >> log.jsonl
  sleep 0.1
done
echo done > model
`

function project(): TemporaryProject {
  const made = new TemporaryProject(
    'stages: { train: { cmd: sh train.sh, deps: [train.sh], outs: [model], live: log.jsonl, runs-on: [self-hosted, gpu] } }\n',
  )
  made.write('train.sh', TRAIN)
  made.write('.gitignore', '/model\n/log.jsonl\n')
  made.repository.commit('second')
  return made
}

function recordOf(made: TemporaryProject) {
  const store = made.folder.path('remote')
  const [path = ''] = filesBelow(store).filter((each) => each.startsWith('runs/'))
  return parseRunRecord(readFileSync(join(store, path), 'utf8'), path)
}

describe('slipway run on a machine with a GPU', () => {
  it('writes what the stage used into its record, and shows it while it runs', async () => {
    using made = project()
    const tools = fakeNvidiaSmi(made.folder.path('bin'), [H100_BUSY, H100_IDLE, MIG])
    const [lines, pages]: [string[], string[]] = [[], []]
    const env = {
      ...TEST_GIT_ENV,
      PATH: `${tools}:${process.env.PATH}`,
      CUDA_VISIBLE_DEVICES: '0',
      SLIPWAY_METER_SECONDS: '0.1',
    }
    const progress = { ...silentProgress, status: (line: string) => lines.push(line) }
    await executeStages(made.context({ env, progress, now: () => new Date() }), {
      drawLive: (page) => pages.push(page),
    })
    const { usage, energy_wh } = recordOf(made)
    expect(usage?.runs_on).toEqual(['self-hosted', 'gpu'])
    expect(usage?.samples).toBeGreaterThan(3)
    // The second GPU is not the stage's.
    expect(usage?.gpus).toMatchObject([
      { index: 0, name: 'NVIDIA H100 80GB HBM3', power_watts: { max: 612.48 } },
    ])
    expect(usage?.gpus[0]?.idle).toBeGreaterThan(0)
    expect(usage?.host?.cpu.mean).toBeGreaterThanOrEqual(0)
    expect(energy_wh).toBeGreaterThan(0)
    expect(lines.join('\n')).toMatch(
      /^train: step \d+ of 15, \d+ s left; train\/loss 0\.\d+; GPU (?:97|0) %$/m,
    )
    expect(pages.at(-1)).toMatch(/Step 15 of 15[\s\S]*train\/loss[\s\S]*xychart-beta[\s\S]*612 W|118 W/)
  })

  it('measures nothing where that is switched off', async () => {
    using made = project()
    await executeStages(made.context({ env: { ...TEST_GIT_ENV, SLIPWAY_METER_SECONDS: '0' } }))
    expect(existsSync(made.path('model'))).toBe(true)
    expect(recordOf(made)).not.toHaveProperty('usage')
  })
})
