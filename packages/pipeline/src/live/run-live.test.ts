import { describe, expect, it } from 'vitest'
import { FakeWorkspace } from '../testing/fake-workspace.ts'

/** A trainer in shell that writes a line of metrics each 20 ms, up to `last`, and a model when it gets SIGTERM or is done. */
function trainer(values: string, { onTerm = 'echo stopped > model; exit 0', after = '' } = {}): string {
  return [
    `trap '${onTerm}' TERM`,
    'mkdir -p live',
    'step=0',
    `for value in ${values}; do`,
    '  step=$((step + 1))',
    `  echo "{\\"step\\": $step, \\"val_loss\\": $value}" >> live/m.jsonl`,
    '  sleep 0.02',
    'done',
    after,
    'echo whole > model',
  ].join('\n')
}

const project = (rules: string, cmd = '[sh train.sh]') => `
version: 1
stages:
  train:
    cmd: ${cmd}
    deps: [train.sh]
    outs: [model]
    live: live
${rules}
`
const STOP = '    stop: { metric: val_loss, direction: lower, patience: 3 }'
const WORSE = '3 2 1 4 4 4 4 4 4 4 4 4 4 4 4 4 4 4 4 4 4 4 4 4 4 4 4 4 4 4 4 4 4 4 4 4 4 4 4 4 4 4 4 4 4 4'

describe('runStages() of a stage with live metrics', () => {
  it('follows what is written, and not what stood there before', async () => {
    using workspace = new FakeWorkspace(project(''), { 'train.sh': trainer('1 2 3') })
    workspace.write('live/old.jsonl', '{"old": 1}\n')
    const [result] = await workspace.run()
    expect(new Set(workspace.seen)).toEqual(new Set(['val_loss']))
    expect(result?.run.record.stopped_early).toBeUndefined()
  })

  it('ends it with success when its rule is fulfilled, and says so in the record', async () => {
    using workspace = new FakeWorkspace(project(STOP), { 'train.sh': trainer(WORSE) })
    const [result] = await workspace.run()
    expect(workspace.read('model')).toBe('stopped\n')
    expect(result?.run.record.stopped_early).toMatchObject({
      metric: 'val_loss',
      best: { step: 3, value: 1 },
    })
    expect(result?.run.record.stopped_early?.step).toBeGreaterThanOrEqual(6)
  })

  it('goes on with the next command after one that SIGTERM ended', async () => {
    using workspace = new FakeWorkspace(project(STOP, '[exec sh train.sh, echo exported > model]'), {
      'train.sh': trainer(WORSE, { onTerm: 'trap - TERM; kill -TERM $$' }),
    })
    await workspace.run()
    expect(workspace.read('model')).toBe('exported\n')
  })

  it('fails where the command ends badly after it was asked, and keeps nothing', async () => {
    using workspace = new FakeWorkspace(project(STOP), {
      'train.sh': trainer(WORSE, { onTerm: 'exit 3' }),
    })
    await expect(workspace.run()).rejects.toMatchObject({ code: 'pipeline/stage-failed' })
    expect(workspace.store.records()).toEqual([])
  })

  it('sends no signal by: file; the command sees the stop file, and why', async () => {
    const after =
      'while [ ! -s "$SLIPWAY_STOP_FILE" ]; do sleep 0.01; done; cp "$SLIPWAY_STOP_FILE" model; exit 0'
    using workspace = new FakeWorkspace(project(STOP.replace(' }', ', by: file }')), {
      'train.sh': trainer('1 2 3 4 5', { onTerm: 'echo signal > model; exit 0', after }),
    })
    const [result] = await workspace.run()
    expect(workspace.read('model')).toBe('early-stop\n')
    expect(result?.run.record.stopped_early).toMatchObject({ best: { value: 1 } })
  })

  it('has another key with another rule, and the same one with other alarms', async () => {
    const keyOf = async (rules: string) => {
      using workspace = new FakeWorkspace(project(rules), { 'train.sh': trainer('1') })
      return (await workspace.plan()).stages[0]?.key
    }
    const [none, rule, other, alarms] = await Promise.all(
      ['', STOP, STOP.replace('3', '4'), `${STOP}\n    alarms: { nan: stop }`].map(keyOf),
    )
    expect(new Set([none, rule, other])).toHaveLength(3)
    expect(alarms).toBe(rule)
  })

  it('fails at NaN where an alarm says so, with the metric and the step, and without a record', async () => {
    using workspace = new FakeWorkspace(project('    alarms: { nan: stop }'), {
      'train.sh': trainer(`1 NaN ${WORSE}`),
    })
    await expect(workspace.run()).rejects.toMatchObject({
      code: 'pipeline/alarm',
      message: expect.stringContaining('val_loss is NaN at step 2'),
    })
    expect(workspace.store.records()).toEqual([])
  })

  it('fails at a NaN that was written with the last breath', async () => {
    using workspace = new FakeWorkspace(project('    alarms: { nan: stop }'), {
      'train.sh': 'mkdir -p live\necho \'{"val_loss": NaN}\' >> live/m.jsonl\necho whole > model\n',
    })
    await expect(workspace.run()).rejects.toMatchObject({ code: 'pipeline/alarm' })
  })

  it('warns of NaN, of a stalled metric and of silence where it is to warn, once each', async () => {
    const rules =
      '    alarms: { stalled: { metric: val_loss, direction: lower, patience: 2 }, silent: { minutes: 0.001 } }'
    using workspace = new FakeWorkspace(project(rules), {
      'train.sh': trainer('1 NaN 2 NaN 2', { after: 'sleep 0.2' }),
    })
    await workspace.run()
    const alarms = workspace.events.filter((event) => event.startsWith('alarm'))
    expect(alarms).toHaveLength(3)
    for (const text of ['NaN at step 2', 'no better until step 3', 'no new metric for'])
      expect(alarms.join()).toContain(text)
  })

  it('says that the metric of a rule was never written', async () => {
    using workspace = new FakeWorkspace(project(STOP.replace('val_loss', 'val_los')), {
      'train.sh': trainer('1 2'),
    })
    await workspace.run()
    expect(workspace.events).toContain('alarm train: "val_los" was never written; seen: val_loss')
  })

  it('says which file it cannot follow, and lets the stage run', async () => {
    using workspace = new FakeWorkspace(project(''), {
      'train.sh': 'mkdir -p live; printf "%064d" 0 > live/events.out.tfevents.1; echo whole > model\n',
    })
    await workspace.run()
    expect(workspace.events.join()).toContain('"live/events.out.tfevents.1" are not followed any more')
  })
})
