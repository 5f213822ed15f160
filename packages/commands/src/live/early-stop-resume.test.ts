import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseRunRecord } from '@slipway/core'
import { filesBelow } from '@slipway/store/testing'
import { describe, expect, it } from 'vitest'
import { executeStages } from '../execute-stages.ts'
import { TemporaryProject } from '../testing/temporary-project.ts'

// A step writes its loss, which gets no better after the third, and a checkpoint; the first start dies at the sixth.
const TRAIN = `
trap 'echo "stopped at $step" > model; exit 0' TERM
step=$(cat "$SLIPWAY_RESUME_FROM" 2>/dev/null || echo 0)
while [ $step -lt 200 ]; do
  step=$((step + 1))
  echo "{\\"step\\": $step, \\"val_loss\\": $((step < 3 ? 9 - step : 7))}" >> log.jsonl
  sleep 0.05
  echo $step > ckpt/new.tmp && mv ckpt/new.tmp ckpt/step-$step
  test $step = 6 && test -e dies && rm dies && sleep 1.2 && exit 1
done
echo whole > model
`

describe('slipway run of a stage that stops early, with checkpoints', () => {
  it('goes on with what the starts before had seen, and stops at a checkpoint', async () => {
    using project = new TemporaryProject(
      `stages:
  train: { cmd: sh train.sh, deps: [train.sh], outs: [model], checkpoint: ckpt, live: log.jsonl, stop: { metric: val_loss, direction: lower, patience: 8 } }
`,
    )
    project.write('train.sh', TRAIN)
    project.write('.gitignore', '/ckpt\n/model\n/log.jsonl\n/dies\n')
    project.repository.commit('second')
    project.write('dies', '')
    const run = () => executeStages(project.context({ now: () => new Date() }))
    await expect(run()).rejects.toMatchObject({ code: 'pipeline/stage-failed' })
    await run()
    const store = project.folder.path('remote')
    const [path = ''] = filesBelow(store).filter((each) => each.startsWith('runs/'))
    const record = parseRunRecord(readFileSync(join(store, path), 'utf8'), path)
    expect(record.starts?.map(({ ended }) => ended)).toEqual(['failed', 'done'])
    expect(record.stopped_early).toMatchObject({ metric: 'val_loss', best: { step: 2, value: 7 } })
    const at = Number(/\d+/.exec(readFileSync(project.path('model'), 'utf8'))?.[0])
    // Ten steps are enough: without the first start's values it would take the second two more, and six of its own.
    expect(record.stopped_early?.step).toBeGreaterThanOrEqual(10)
    expect(at).toBeGreaterThanOrEqual(record.stopped_early?.step ?? 0)
    expect(at).toBeLessThan(200)
  })
})
