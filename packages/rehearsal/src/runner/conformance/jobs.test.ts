import { describe, expect, it } from 'vitest'
import { openRehearsal } from '../testing/rehearsal.ts'

describe('jobs', () => {
  it('run in the order of needs and hand their outputs on', async () => {
    const { run } = await openRehearsal()
    const { state, log, job } = await run(`
name: order
on: push
jobs:
  last:
    needs: [first, middle]
    runs-on: ubuntu-latest
    steps:
      - run: echo "got \${{ needs.first.outputs.word }} and \${{ needs.middle.result }}"
  first:
    runs-on: ubuntu-latest
    outputs: { word: "\${{ steps.say.outputs.word }}" }
    steps:
      - id: say
        run: echo "word=hello world" >> "$GITHUB_OUTPUT"
  middle:
    needs: first
    runs-on: ubuntu-latest
    steps: [{ run: echo middle }]
`)
    expect(state).toMatchObject({ status: 'completed', conclusion: 'success', name: 'order', runNumber: 1 })
    expect(state.jobs.map((each) => each.name)).toEqual(['last', 'first', 'middle'])
    expect(log('last')).toContain('got hello world and success')
    expect(job('first').completedAt?.localeCompare(job('last').startedAt ?? '')).toBeLessThanOrEqual(0)
  })

  it('are skipped after a failure, except where if: asks for them', async () => {
    const { run } = await openRehearsal()
    const { state, conclusions } = await run(`
on: push
jobs:
  bad: { runs-on: ubuntu-latest, steps: [{ run: exit 3 }] }
  skipped: { needs: bad, runs-on: ubuntu-latest, steps: [{ run: echo no }] }
  always: { needs: bad, if: always(), runs-on: ubuntu-latest, steps: [{ run: echo yes }] }
  failed: { needs: bad, if: failure(), runs-on: ubuntu-latest, steps: [{ run: echo yes }] }
  result: { needs: bad, if: "!cancelled() && needs.bad.result == 'failure'", runs-on: ubuntu-latest, steps: [{ run: echo yes }] }
  condition: { if: github.ref == 'refs/heads/other', runs-on: ubuntu-latest, steps: [{ run: echo no }] }
`)
    expect(state.conclusion).toBe('failure')
    expect(conclusions()).toEqual({
      bad: 'failure',
      skipped: 'skipped',
      always: 'success',
      failed: 'success',
      result: 'success',
      condition: 'skipped',
    })
  })

  it('see skipped jobs far up the line in success()', async () => {
    const { run } = await openRehearsal()
    const { conclusions, state } = await run(`
on: push
jobs:
  one: { if: false, runs-on: ubuntu-latest, steps: [{ run: echo }] }
  two: { needs: one, if: always(), runs-on: ubuntu-latest, steps: [{ run: echo }] }
  three: { needs: two, runs-on: ubuntu-latest, steps: [{ run: echo }] }
  four: { needs: two, if: success('two'), runs-on: ubuntu-latest, steps: [{ run: echo }] }
`)
    expect(conclusions()).toEqual({ one: 'skipped', two: 'success', three: 'skipped', four: 'success' })
    expect(state.conclusion).toBe('success')
  })

  it('with continue-on-error fail without failing the run or what needs them', async () => {
    const { run } = await openRehearsal()
    const { state, conclusions } = await run(`
on: push
jobs:
  bad: { runs-on: ubuntu-latest, continue-on-error: true, steps: [{ run: exit 1 }] }
  next: { needs: bad, runs-on: ubuntu-latest, steps: [{ run: 'test \${{ needs.bad.result }} = success' }] }
`)
    expect(conclusions()).toEqual({ bad: 'failure', next: 'success' })
    expect(state.conclusion).toBe('success')
  })

  it('that all are skipped make a skipped run', async () => {
    const { run } = await openRehearsal()
    const { state } = await run(
      'on: push\njobs: { a: { if: false, runs-on: ubuntu-latest, steps: [{ run: echo }] } }',
    )
    expect(state.conclusion).toBe('skipped')
  })

  it('do not hand on an output that holds a secret', async () => {
    const { run, forge } = await openRehearsal()
    forge.secretValues.KEY = 'correct horse'
    const { log, job } = await run(`
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    outputs: { leak: "\${{ steps.s.outputs.leak }}", fine: "\${{ steps.s.outputs.fine }}" }
    steps:
      - id: s
        env: { KEY: "\${{ secrets.KEY }}" }
        run: |
          echo "leak=the $KEY staple" >> "$GITHUB_OUTPUT"
          echo fine=ok >> "$GITHUB_OUTPUT"
  b: { needs: a, runs-on: ubuntu-latest, steps: [{ run: 'echo "[\${{ needs.a.outputs.leak }}][\${{ needs.a.outputs.fine }}]"' }] }
`)
    expect(log('b')).toContain('[][ok]')
    expect(job('a').annotations).toMatchObject([
      { level: 'warning', message: "Skip output 'leak' since it may contain secret." },
    ])
  })

  it('end at their time limit as cancelled, with what still has to be done', async () => {
    const { run } = await openRehearsal({ timing: { minuteMs: 400, interruptMs: 100, terminateMs: 100 } })
    const { state, job, log, conclusions } = await run(`
on: push
jobs:
  slow:
    runs-on: ubuntu-latest
    timeout-minutes: 1
    steps:
      - run: sleep 60
      - run: echo never
      - if: always()
        run: echo tidied up
  next: { needs: slow, runs-on: ubuntu-latest, steps: [{ run: echo }] }
`)
    expect(conclusions()).toEqual({ slow: 'cancelled', next: 'skipped' })
    expect(state.conclusion).toBe('cancelled')
    expect(log('slow')).toContain('tidied up')
    expect(log('slow')).not.toContain('\nnever')
    expect(job('slow').annotations.at(-1)?.message).toMatch(
      /exceeded the maximum execution time of 1 minutes/,
    )
    expect(job('slow').steps.map((step) => step.conclusion)).toEqual([
      'success',
      'cancelled',
      'skipped',
      'success',
      'success',
    ])
  })

  it('that ask for containers are refused where they ask', async () => {
    const { run } = await openRehearsal()
    const { job, state } = await run(
      'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    container: node:24\n    steps: [{ run: echo }]\n',
    )
    expect(state.conclusion).toBe('failure')
    expect(job('a').annotations).toMatchObject([
      { level: 'failure', path: '.github/workflows/test.yml', startLine: 5, startColumn: 16 },
    ])
    expect(job('a').steps).toEqual([])
  })

  it('with runs-on that no pool has stay queued and say so', async () => {
    const { run, forge, runner } = await openRehearsal()
    await expect(
      run('on: push\njobs: { a: { runs-on: [self-hosted, gpu], steps: [{ run: echo }] } }'),
    ).rejects.toMatchObject({ code: 'runner/run-stuck' })
    const [state] = forge.runs
    expect(state?.status).toBe('queued')
    expect(state?.jobs[0]).toMatchObject({ status: 'queued', labels: ['self-hosted', 'gpu'] })
    expect(state?.jobs[0]?.annotations).toMatchObject([{ level: 'warning' }])
    await runner.idle({ ignoreWaiting: true })
    forge.control('cancel', state?.id ?? 0)
    await runner.idle()
    expect(state).toMatchObject({ status: 'completed', conclusion: 'cancelled' })
  })

  it('wait for a machine with their labels, one after the other', async () => {
    const { run } = await openRehearsal({
      pools: [
        { name: 'hosted', labels: ['ubuntu-latest'], slots: 1 },
        { name: 'gpu', labels: ['self-hosted', 'linux', 'GPU'], slots: 2 },
      ],
    })
    const { state, job } = await run(`
on: push
jobs:
  a: { runs-on: ubuntu-latest, steps: [{ run: echo }] }
  b: { runs-on: ubuntu-latest, steps: [{ run: echo }] }
  c: { runs-on: [self-hosted, gpu], steps: [{ run: 'test "$RUNNER_ENVIRONMENT" = self-hosted' }] }
  d: { runs-on: { group: gpu, labels: linux }, steps: [{ run: echo }] }
`)
    expect(state.conclusion).toBe('success')
    expect(['a', 'b', 'c', 'd'].map((name) => job(name).runnerName?.split('-')[0])).toEqual([
      'hosted',
      'hosted',
      'gpu',
      'gpu',
    ])
    const [first, second] = [job('a'), job('b')].toSorted((x, y) =>
      (x.startedAt ?? '').localeCompare(y.startedAt ?? ''),
    )
    expect(first?.completedAt?.localeCompare(second?.startedAt ?? '')).toBeLessThanOrEqual(0)
  })

  it('on a self-hosted machine keep home, tools and workspace, not RUNNER_TEMP', async () => {
    const { run } = await openRehearsal({ pools: [{ name: 'box', labels: ['self-hosted'], slots: 1 }] })
    const workflow = `
on: push
jobs:
  a:
    runs-on: self-hosted
    steps:
      - run: ls -d here "$HOME/here" "$RUNNER_TOOL_CACHE/here" "$RUNNER_TEMP/here" 2>/dev/null | wc -l
      - run: touch here "$HOME/here" "$RUNNER_TOOL_CACHE/here" "$RUNNER_TEMP/here"
`
    expect((await run(workflow)).log('a')).toMatch(/^0$/m)
    expect((await run(workflow)).log('a')).toMatch(/^3$/m)
  })
})

describe('matrix', () => {
  it('makes a job of each combination, named by its values', async () => {
    const { run } = await openRehearsal()
    const { conclusions } = await run(`
on: push
jobs:
  plan:
    runs-on: ubuntu-latest
    outputs: { stages: "\${{ steps.p.outputs.stages }}" }
    steps:
      - id: p
        run: echo 'stages=[{"name":"stage-a","runs":["ubuntu-latest"]},{"name":"stage-b","runs":["ubuntu-latest"]}]' >> "$GITHUB_OUTPUT"
  train:
    needs: plan
    name: train (\${{ matrix.name }})
    strategy: { matrix: { include: "\${{ fromJSON(needs.plan.outputs.stages) }}" } }
    runs-on: \${{ matrix.runs }}
    steps: [{ run: 'echo "\${{ matrix.name }} \${{ strategy.job-index }}/\${{ strategy.job-total }}"' }]
  test:
    strategy: { matrix: { os: [a, b], v: [1, 2], exclude: [{ os: a, v: 2 }], include: [{ os: b, extra: yes }] } }
    runs-on: ubuntu-latest
    steps: [{ run: echo }]
`)
    expect(Object.keys(conclusions())).toEqual([
      'plan',
      'train (stage-a)',
      'train (stage-b)',
      'test (a, 1)',
      'test (b, 1, yes)',
      'test (b, 2, yes)',
    ])
    expect(Object.values(conclusions())).toEqual(Array(6).fill('success'))
  })

  it('that is empty ends the run in an error, as on GitHub, unless if: looks first', async () => {
    const { run } = await openRehearsal()
    const { state, job, conclusions } = await run(`
on: push
jobs:
  none: { runs-on: ubuntu-latest, outputs: { list: '[]' }, steps: [{ run: echo }] }
  bare: { needs: none, strategy: { matrix: { v: "\${{ fromJSON(needs.none.outputs.list) }}" } }, runs-on: ubuntu-latest, steps: [{ run: echo }] }
  guarded: { needs: none, if: "needs.none.outputs.list != '[]'", strategy: { matrix: { v: "\${{ fromJSON(needs.none.outputs.list) }}" } }, runs-on: ubuntu-latest, steps: [{ run: echo }] }
`)
    expect(conclusions()).toEqual({ none: 'success', bare: 'failure', guarded: 'skipped' })
    expect(state.conclusion).toBe('failure')
    expect(job('bare').annotations[0]?.message).toContain("Matrix vector 'v' does not contain any values")
    expect(job('bare').annotations[0]).toMatchObject({ path: '.github/workflows/test.yml', startLine: 5 })
  })

  it('stops its other jobs when one fails, unless fail-fast is false', async () => {
    const { run } = await openRehearsal()
    const { conclusions, job } = await run(`
on: push
jobs:
  fast:
    strategy: { matrix: { v: [0, 1] } }
    runs-on: ubuntu-latest
    steps: [{ run: 'if [ \${{ matrix.v }} = 0 ]; then exit 1; else sleep 60; fi' }]
  slow:
    strategy: { fail-fast: false, max-parallel: 1, matrix: { v: [0, 1] } }
    runs-on: ubuntu-latest
    steps: [{ run: 'test \${{ matrix.v }} = 1' }]
`)
    expect(conclusions()).toEqual({
      'fast (0)': 'failure',
      'fast (1)': 'cancelled',
      'slow (0)': 'failure',
      'slow (1)': 'success',
    })
    expect(job('fast (1)').annotations.at(-1)?.message).toContain('"fast (0)" failed')
  })
})
