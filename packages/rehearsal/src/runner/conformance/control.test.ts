import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { WorkflowRunState } from '../../model.ts'
import { ended, openRehearsal } from '../testing/rehearsal.ts'
import { hasEnded, until } from '../testing/until.ts'

const FILE = '.github/workflows/test.yml'

const running = (runs: readonly WorkflowRunState[], index = 0): boolean =>
  runs[index]?.jobs.some((job) =>
    job.steps.some((step) => step.name.startsWith('Run') && step.status === 'in_progress'),
  ) === true

describe('cancel', () => {
  it('interrupts the step, skips the rest, and lets always() and post steps end', async () => {
    const { forge, runner, repository } = await openRehearsal()
    forge.push(repository, {
      [FILE]: `
on: push
jobs:
  job:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - shell: python3 {0}
        run: |
          import signal, time, sys
          def stop(*_): print("got SIGINT", flush=True); sys.exit(0)
          signal.signal(signal.SIGINT, stop)
          print("ready", flush=True); time.sleep(60)
      - run: echo never
      - if: cancelled()
        run: echo "status \${{ job.status }}"
  other: { needs: job, if: always(), runs-on: ubuntu-latest, steps: [{ run: echo }] }
  queued: { needs: job, runs-on: ubuntu-latest, steps: [{ run: echo }] }
`,
    })
    const run = await until(() => forge.runs[0])
    await until(() => run.jobs[0] && ended(run).log('job').includes('ready'))
    forge.control('cancel', run.id)
    await runner.idle()
    const { log, conclusions, job } = ended(run)
    expect(run).toMatchObject({ status: 'completed', conclusion: 'cancelled' })
    expect(conclusions()).toEqual({ job: 'cancelled', other: 'success', queued: 'skipped' })
    expect(log('job')).toContain('got SIGINT')
    expect(log('job')).toContain('status cancelled')
    expect(log('job')).not.toMatch(/^never$/m)
    expect(job('job').steps.map((step) => step.conclusion)).toEqual([
      'success',
      'success',
      'cancelled',
      'skipped',
      'success',
      'success',
      'success',
    ])
    expect(job('job').annotations.at(-1)?.message).toBe('The run was canceled by @hubot.')
    expect(forge.tokens.every((token) => token.revoked)).toBe(true)
  })

  it('ends a process that ignores SIGINT and SIGTERM, and its children', async () => {
    const { forge, runner, repository, directory } = await openRehearsal({
      timing: { interruptMs: 50, terminateMs: 50 },
    })
    forge.push(repository, {
      [FILE]: `
on: push
jobs:
  job:
    runs-on: ubuntu-latest
    steps:
      - run: |
          trap '' INT TERM
          (trap '' INT TERM; sleep 60) &
          echo "pid $$ $!"
          while :; do sleep 60; done
`,
    })
    const run = await until(() => forge.runs[0])
    const pids = await until(() => {
      const text = run.jobs[0] === undefined ? '' : ended(run).log('job')
      return /^pid (\d+) (\d+)$/m.exec(text)?.slice(1).map(Number)
    })
    forge.control('cancel', run.id)
    await runner.idle()
    expect(run.conclusion).toBe('cancelled')
    await until(() => pids.every(hasEnded))
    await until(() => readdirSync(`${directory}/jobs`).length === 0)
  })

  it('leaves a job alone whose if: says always()', async () => {
    const { forge, runner, repository } = await openRehearsal()
    forge.push(repository, {
      [FILE]: `
on: push
jobs:
  stubborn: { if: always(), runs-on: ubuntu-latest, steps: [{ run: sleep 0.5 }, { run: echo done }] }
`,
    })
    await until(() => running(forge.runs))
    forge.control('cancel', forge.runs[0]?.id ?? 0)
    await runner.idle()
    expect(ended(forge.runs[0]).conclusions()).toEqual({ stubborn: 'success' })
    expect(forge.runs[0]?.conclusion).toBe('success')
  })

  it('leaves a step alone whose if: says always()', async () => {
    const { forge, runner, repository } = await openRehearsal()
    forge.push(repository, {
      [FILE]: `
on: push
jobs:
  job: { runs-on: ubuntu-latest, steps: [{ if: always(), run: sleep 0.5; echo finished }, { run: echo never }] }
`,
    })
    await until(() => running(forge.runs))
    forge.control('cancel', forge.runs[0]?.id ?? 0)
    await runner.idle()
    const { job, log } = ended(forge.runs[0])
    expect(job('job')).toMatchObject({ conclusion: 'cancelled' })
    expect(job('job').steps.map((step) => step.conclusion)).toEqual([
      'success',
      'success',
      'skipped',
      'success',
    ])
    expect(log('job')).toMatch(/^finished$/m)
  })

  it('of a run that waits for its turn ends it without jobs', async () => {
    const { forge, runner, repository } = await openRehearsal()
    const workflow =
      'on: push\nconcurrency: one\njobs: { a: { runs-on: ubuntu-latest, steps: [{ run: sleep 0.5 }] } }'
    forge.push(repository, { [FILE]: workflow })
    forge.push(repository, { [FILE]: `${workflow} ` })
    await until(() => running(forge.runs) && forge.runs[1])
    forge.control('cancel', forge.runs[1]?.id ?? 0)
    await runner.idle()
    expect(forge.runs.map((run) => run.conclusion)).toEqual(['success', 'cancelled'])
    expect(forge.runs[1]?.jobs).toEqual([])
  })
})

describe('concurrency', () => {
  it('cancels the run in progress where it says so, and names the group', async () => {
    const { forge, runner, repository } = await openRehearsal()
    const workflow = (step: string): string => `
on: push
concurrency: { group: "g-\${{ github.ref }}", cancel-in-progress: true }
jobs: { a: { runs-on: ubuntu-latest, steps: [{ run: ${step} }] } }
`
    forge.push(repository, { [FILE]: workflow('sleep 60') })
    await until(() => running(forge.runs))
    forge.push(repository, { [FILE]: workflow('echo second') })
    await runner.idle()
    expect(forge.runs.map((run) => run.conclusion)).toEqual(['cancelled', 'success'])
    expect(forge.runs[0]?.jobs[0]?.annotations.at(-1)?.message).toBe(
      "Canceling since a higher priority waiting request for 'g-refs/heads/main' exists",
    )
  })

  it('keeps one waiting run, the newest; with queue: max it keeps all in order', async () => {
    const { forge, runner, repository } = await openRehearsal()
    const workflow = (more: string, step: string): string => `
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    concurrency: { group: Deploy${more} }
    steps: [{ run: ${step} }]
`
    forge.push(repository, { [FILE]: workflow('', 'sleep 0.6') })
    await until(() => running(forge.runs))
    for (const text of ['echo 2', 'echo 3']) forge.push(repository, { [FILE]: workflow('', text) })
    await runner.idle()
    expect(forge.runs.map((run) => run.conclusion)).toEqual(['success', 'cancelled', 'success'])
    const before = forge.runs.length
    forge.push(repository, { [FILE]: workflow(', queue: max', 'sleep 0.6') })
    await until(() => running(forge.runs, before))
    for (const text of ['echo 2', 'echo 3'])
      forge.push(repository, { [FILE]: workflow(', queue: max', text) })
    await runner.idle()
    const later = forge.runs.slice(before)
    expect(later.map((run) => run.conclusion)).toEqual(['success', 'success', 'success'])
    const times = later.map((run) => [run.jobs[0]?.startedAt ?? '', run.jobs[0]?.completedAt ?? ''])
    expect(times.flat()).toEqual(times.flat().toSorted())
  })

  it('refuses a job that waits for the group its own run is in', async () => {
    const { run } = await openRehearsal()
    const { state, job } = await run(
      'on: push\nconcurrency: Same\njobs: { a: { concurrency: same, runs-on: ubuntu-latest, steps: [{ run: echo }] } }',
    )
    expect(state.conclusion).toBe('failure')
    expect(job('a').annotations[0]?.message).toContain('deadlock')
  })
})

describe('environment', () => {
  const workflow = `
on: push
jobs:
  deploy:
    runs-on: ubuntu-latest
    environment: { name: prod, url: "https://\${{ steps.d.outputs.host }}/" }
    steps:
      - id: d
        run: echo "host=example.com" >> "$GITHUB_OUTPUT"; echo "[\${{ secrets.KEY == 'of prod' }}][\${{ vars.REGION }}]"
`

  it('waits for its reviewer, then gives its secrets and variables and is told its url', async () => {
    const { forge, runner, repository } = await openRehearsal()
    forge.reviewed.add('prod')
    Object.assign(forge.secretValues, { KEY: 'of all', 'prod/KEY': 'of prod' })
    Object.assign(forge.variableValues, { REGION: 'eu', 'prod/REGION': 'us' })
    forge.push(repository, { [FILE]: workflow })
    await until(() => forge.pending.length > 0)
    const [run] = forge.runs
    expect(run?.status).toBe('waiting')
    expect(run?.jobs[0]).toMatchObject({ status: 'waiting', environment: { name: 'prod' } })
    await runner.idle({ ignoreWaiting: true })
    forge.review(true)
    await runner.idle()
    expect(run?.conclusion).toBe('success')
    expect(ended(run).log('deploy')).toContain('[true][us]')
    expect(run?.jobs[0]?.environment).toEqual({ name: 'prod', url: 'https://example.com/' })
    expect(forge.deployments).toEqual([
      { environment: 'prod', conclusion: 'success', url: 'https://example.com/' },
    ])
  })

  it('with deployment: false is said to want no record', async () => {
    const { run } = await openRehearsal()
    const { job } = await run(
      'on: push\njobs:\n  a:\n    environment: { name: prod, deployment: false }\n    runs-on: ubuntu-latest\n    steps: [{ run: echo }]\n',
    )
    expect(job('a').environment).toEqual({ name: 'prod', deployment: false })
  })

  it('that a reviewer refuses fails the job before it starts; a cancelled wait is cancelled', async () => {
    const { forge, runner, repository } = await openRehearsal()
    forge.reviewed.add('prod')
    forge.push(repository, { [FILE]: workflow })
    await until(() => forge.pending.length > 0)
    forge.review(false)
    await runner.idle()
    expect(forge.runs[0]?.conclusion).toBe('failure')
    expect(forge.runs[0]?.jobs[0]?.steps).toEqual([])
    forge.control('rerun', forge.runs[0]?.id ?? 0)
    await until(() => forge.pending.length > 0)
    forge.control('cancel', forge.runs[0]?.id ?? 0)
    await runner.idle()
    expect(forge.runs[0]).toMatchObject({ attempt: 2, conclusion: 'cancelled' })
    expect(forge.deployments).toEqual([])
  })
})

describe('re-run', () => {
  const workflow = `
on: push
jobs:
  good:
    runs-on: ubuntu-latest
    outputs: { attempt: "\${{ github.run_attempt }}" }
    steps: [{ run: echo }]
  legs:
    needs: good
    strategy: { fail-fast: false, matrix: { v: [1, 2] } }
    runs-on: ubuntu-latest
    steps: [{ run: 'test \${{ matrix.v }} = 1 || test $GITHUB_RUN_ATTEMPT != 1' }]
  after:
    needs: [good, legs]
    runs-on: ubuntu-latest
    steps: [{ run: 'echo "good ran in \${{ needs.good.outputs.attempt }}, actor $GITHUB_ACTOR, by $GITHUB_TRIGGERING_ACTOR"' }]
`

  it('of failed jobs keeps what succeeded, under the same id', async () => {
    const { run, forge, runner } = await openRehearsal()
    const first = await run(workflow)
    expect(first.conclusions()).toEqual({
      good: 'success',
      'legs (1)': 'success',
      'legs (2)': 'failure',
      after: 'skipped',
    })
    const { id, jobs } = first.state
    forge.control('rerun-failed', id)
    await runner.idle()
    expect(first.state).toMatchObject({ id, attempt: 2, conclusion: 'success' })
    expect(forge.runs).toHaveLength(1)
    expect(first.conclusions()).toEqual({
      good: 'success',
      'legs (1)': 'success',
      'legs (2)': 'success',
      after: 'success',
    })
    expect(first.job('good')).toMatchObject({
      runAttempt: 2,
      startedAt: jobs[0]?.startedAt,
      logFile: jobs[0]?.logFile,
    })
    expect(first.job('good').id).not.toBe(jobs[0]?.id)
    expect(first.log('after')).toContain('good ran in 1, actor mona, by hubot')
  })

  it('of failed jobs runs again what needs them, and keeps the jobs of called workflows', async () => {
    const { run, forge, runner } = await openRehearsal()
    const { state, job, log, conclusions } = await run(
      `
on: push
jobs:
  call: { uses: ./.github/workflows/inner.yml }
  flaky: { runs-on: ubuntu-latest, steps: [{ run: test $GITHUB_RUN_ATTEMPT = 2 }] }
  after: { needs: flaky, if: always(), runs-on: ubuntu-latest, steps: [{ run: 'echo "flaky \${{ needs.flaky.result }}"' }] }
`,
      {
        '.github/workflows/inner.yml':
          'on: workflow_call\njobs: { a: { runs-on: ubuntu-latest, steps: [{ run: echo }] } }\n',
      },
    )
    expect(conclusions()).toEqual({ 'call / a': 'success', flaky: 'failure', after: 'success' })
    const before = job('call / a')
    forge.control('rerun-failed', state.id)
    await runner.idle()
    expect(conclusions()).toEqual({ 'call / a': 'success', flaky: 'success', after: 'success' })
    expect(log('after')).toContain('flaky success')
    expect(job('call / a')).toMatchObject({ startedAt: before.startedAt, runAttempt: 2 })
    expect(job('call / a').logFile).toBe(before.logFile)
  })

  it('of one job runs it and what needs it, and keeps the others as they ended', async () => {
    const { run, forge, runner } = await openRehearsal()
    const { state, job, log, conclusions } = await run(`
on: push
jobs:
  bad: { runs-on: ubuntu-latest, steps: [{ run: exit 1 }] }
  one: { runs-on: ubuntu-latest, outputs: { n: "\${{ github.run_attempt }}" }, steps: [{ run: echo }] }
  two: { runs-on: ubuntu-latest, outputs: { n: "\${{ github.run_attempt }}" }, steps: [{ run: echo }] }
  after: { needs: [one, two], runs-on: ubuntu-latest, steps: [{ run: 'echo "\${{ needs.one.outputs.n }} \${{ needs.two.outputs.n }}"' }] }
`)
    const [bad, one] = [job('bad'), job('one')]
    forge.rerunJob(state.id, job('two').id)
    await runner.idle()
    expect(state).toMatchObject({ attempt: 2, conclusion: 'failure' })
    expect(conclusions()).toEqual({ bad: 'failure', one: 'success', two: 'success', after: 'success' })
    expect([job('bad').logFile, job('one').logFile]).toEqual([bad.logFile, one.logFile])
    expect(log('after')).toContain('1 2')
  })

  it('of all jobs runs all of them, and nothing while the run goes on', async () => {
    const { run, forge, runner } = await openRehearsal()
    const { state, log } = await run(workflow)
    forge.control('rerun', state.id)
    forge.control('rerun', state.id)
    await runner.idle()
    expect(state).toMatchObject({ attempt: 2, conclusion: 'success' })
    expect(log('after')).toContain('good ran in 2')
  })
})
