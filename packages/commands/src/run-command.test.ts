import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { digestOf } from '@slipway/core'
import { TEST_GIT_ENV } from '@slipway/git/testing'
import { contentsOf, filesBelow } from '@slipway/store/testing'
import { describe, expect, it } from 'vitest'
import { dataAddCommand } from './data-add.ts'
import { dataPushCommand } from './data-push.ts'
import { executeStages } from './execute-stages.ts'
import { planCommand } from './plan-command.ts'
import { runCommand } from './run-command.ts'
import { TemporaryProject } from './testing/temporary-project.ts'

const PROJECT = `
data: [data/set]
stages:
  prepare:
    cmd: [echo preparing, "mkdir -p build/parts && cp data/set/* build/parts && cat data/set/* > build/rows"]
    deps: [data/set, prepare.txt]
    outs: [build/parts, build/rows]
  train:
    cmd: "echo prepared >> log; tr a-z A-Z < build/rows > model && cat build/parts/a > metrics.json"
    deps: [build/rows, build/parts/a, train.txt]
    outs: [model]
    metrics: [metrics.json]
`

const all = {
  stages: [],
  again: false,
  twice: false,
  dryRun: false,
  fresh: false,
  limitMinutes: undefined,
  noPush: false,
  base: undefined,
}
const states = (result: { stages: readonly { name: string; state: string }[] }) =>
  result.stages.map(({ name, state }) => `${name} ${state}`)

async function filled(project = PROJECT): Promise<TemporaryProject> {
  const filledProject = new TemporaryProject(project)
  filledProject.write('data/set/a', 'rows\n')
  filledProject.write('data/set/b', 'more\n')
  filledProject.write('prepare.txt', 'p')
  filledProject.write('train.txt', 't')
  filledProject.write('.gitignore', '/build\n/model\n/metrics.json\n/log\n')
  await filledProject.run(dataAddCommand, { targets: ['data/set'] })
  filledProject.repository.commit('second')
  return filledProject
}

/** Another work tree of the same repository: another runner. */
function cloneOf(project: TemporaryProject, name = 'clone'): string {
  const clone = project.folder.path(name)
  execFileSync('git', ['clone', '--quiet', project.root, clone], { env: TEST_GIT_ENV })
  return clone
}

const recordsIn = (folder: string) =>
  (existsSync(folder) ? filesBelow(folder) : []).filter((path) => path.startsWith('runs/'))

describe('slipway run', () => {
  it('runs what is stale, shares runs with their outputs, and does nothing the second time', async () => {
    using project = await filled()
    const first = await project.run(runCommand, all)
    expect(states(first)).toEqual(['prepare ran', 'train ran'])
    expect(project.contents('.')).toMatchObject({
      model: 'ROWS\nMORE\n',
      'metrics.json': 'rows\n',
      'build/parts/a': 'rows\n',
      '.slipway/logs/prepare.log': 'preparing\n',
    })
    expect(recordsIn(project.folder.path('remote'))).toHaveLength(2)
    expect(recordsIn(project.path('.slipway/store'))).toEqual([])
    expect(project.audit()).toEqual([])
    const second = await project.run(runCommand, all)
    expect(states(second)).toEqual(['prepare restored', 'train restored'])
    expect(second.stages.flatMap(({ restored }) => restored)).toEqual([])
    expect(readFileSync(project.path('log'), 'utf8')).toBe('prepared\n')
  })

  it('restores everything in a clone that has neither data nor outputs, and runs nothing', async () => {
    using project = await filled()
    await project.run(runCommand, all)
    const clone = cloneOf(project)
    const result = await project.run(runCommand, all, { cwd: clone })
    expect(states(result)).toEqual(['prepare restored', 'train restored'])
    expect(contentsOf(join(clone, 'build'))).toEqual(project.contents('build'))
    expect(readFileSync(join(clone, 'model'), 'utf8')).toBe('ROWS\nMORE\n')
    expect(existsSync(join(clone, 'log'))).toBe(false)
    const store = project.folder.url('remote')
    // The metrics are the same bytes as a file of the data, which was fetched before.
    expect(result.served).toMatchObject([{ tier: 'workspace' }, { tier: 'remote', store }])
    expect(runCommand.render(result, { colour: false, columns: 100 })).toMatch(
      /^Data: .* already here, [0-9]+ objects \([^)]+\) from file:.*remote$/m,
    )
    // What was fetched is kept: it is restored once more without the shared store's objects.
    rmSync(project.folder.path('remote/o'), { recursive: true })
    rmSync(join(clone, 'model'))
    const offline = await project.run(runCommand, all, { cwd: clone })
    expect(offline.stages.map(({ restored }) => restored)).toEqual([[], ['model']])
    expect(offline.served).toMatchObject([{ tier: 'workspace', objects: 1, bytes: 10 }])
  })

  it('runs one stage in a clone on what it needs, and fetches data only where a stage reads it', async () => {
    using project = await filled()
    await project.run(runCommand, all)
    const clone = cloneOf(project)
    execFileSync('sh', ['-c', 'echo 2 > train.txt'], { cwd: clone })
    const result = await project.run(runCommand, { ...all, stages: ['train'] }, { cwd: clone })
    expect(states(result)).toEqual(['prepare restored', 'train ran'])
    execFileSync('sh', ['-c', 'echo 2 > prepare.txt'], { cwd: clone })
    expect(existsSync(join(clone, 'data', 'set'))).toBe(false)
    await project.run(dataPushCommand, { targets: [] })
    expect(states(await project.run(runCommand, all, { cwd: clone }))).toContain('prepare ran')
    expect(readFileSync(join(clone, 'data', 'set', 'a'), 'utf8')).toBe('rows\n')
  })

  it('keeps runs here with --no-push, and shares them the next time without running them', async () => {
    using project = await filled()
    await project.run(runCommand, { ...all, noPush: true })
    expect(recordsIn(project.folder.path('remote'))).toEqual([])
    const next = await project.run(runCommand, all)
    expect(states(next)).toEqual(['prepare restored', 'train restored'])
    expect(next.stages.map(({ shared }) => shared)).toEqual([true, true])
    expect(recordsIn(project.folder.path('remote'))).toHaveLength(2)
    expect(project.audit()).toEqual([])
    const clone = cloneOf(project)
    expect(states(await project.run(runCommand, all, { cwd: clone }))).toEqual([
      'prepare restored',
      'train restored',
    ])
  })

  it('works without any shared store', async () => {
    using project = await filled()
    project.write('slipway.yaml', `version: 1\n${PROJECT}`)
    await project.run(runCommand, all)
    expect(recordsIn(project.path('.slipway/store'))).toHaveLength(2)
    expect(states(await project.run(runCommand, all))).toEqual(['prepare restored', 'train restored'])
  })

  it('does nothing with --dry-run', async () => {
    using project = await filled()
    const before = project.contents('.')
    const result = await project.run(runCommand, { ...all, dryRun: true })
    expect(result.plan?.stages.map(({ state }) => state)).toEqual(['stale', 'pending'])
    expect(existsSync(project.path('build'))).toBe(false)
    const files = (contents: Record<string, string>) =>
      Object.keys(contents).filter((path) => !/^\.(git|slipway)\//.test(path))
    expect(files(project.contents('.'))).toEqual(files(before))
  })

  it('adds an attempt with --again, says whether its bytes differ, and keeps those of the head', async () => {
    using project = await filled(
      'stages:\n  same: { cmd: "echo 1 > x", deps: [train.txt], outs: [x] }\n  other: { cmd: "date +%s%N > y", deps: [train.txt], outs: [y] }\ndata: [data/set]\n',
    )
    project.write('.gitignore', '/x\n/y\n')
    await project.run(runCommand, all)
    const head = readFileSync(project.path('y'), 'utf8')
    const again = await project.run(runCommand, { ...all, again: true })
    expect(again.stages.map(({ attempt, again }) => [attempt, again?.attempt, again?.differs])).toEqual([
      [1, 2, []],
      [1, 2, ['y']],
    ])
    expect(readFileSync(project.path('y'), 'utf8')).toBe(head)
    const text = runCommand.render(again, { colour: false, columns: 100 })
    expect(text).toMatch(/same .* as attempt 2: the same bytes/)
    expect(text).toMatch(/other .* as attempt 2: other bytes in y/)
  })

  it('runs twice and compares with --twice, and keeps nothing of the second run', async () => {
    const twice = { ...all, twice: true }
    using same = await filled()
    const first = await same.run(runCommand, twice)
    expect(first.repeated).toEqual([
      { name: 'prepare', differs: [], known: null },
      { name: 'train', differs: [], known: null },
    ])
    expect(runCommand.exitCode?.(first)).toBe(0)
    expect(readFileSync(same.path('log'), 'utf8')).toBe('prepared\nprepared\n')
    expect(recordsIn(same.folder.path('remote'))).toHaveLength(2)

    using other = await filled(PROJECT.replace('> metrics.json', '> metrics.json; date +%N > model'))
    const result = await other.run(runCommand, { ...twice, stages: ['train'] })
    expect(result.repeated).toEqual([{ name: 'train', differs: ['model'], known: null }])
    expect(runCommand.exitCode?.(result)).toBe(1)
    expect(runCommand.render(result, { colour: false, columns: 100 })).toMatch(
      /\ntrain +twice +other bytes in model/,
    )
    expect(recordsIn(other.folder.path('remote'))).toHaveLength(2)
    // The workspace holds the bytes of the run that counts.
    expect(states(await other.run(runCommand, all))).toEqual(['prepare restored', 'train restored'])
    expect((await other.run(runCommand, all)).stages.flatMap(({ restored }) => restored)).toEqual([])
  })

  it('runs a known stage two times for --twice, and compares both with the run that was known', async () => {
    using project = await filled(PROJECT.replace('> metrics.json', '> metrics.json; cat ../env > model'))
    const told = (text: string) => writeFileSync(project.folder.path('env'), text)
    told('one')
    await project.run(runCommand, all, {
      env: { ...TEST_GIT_ENV, RUNNER_NAME: 'gpu-1', PATH: process.env.PATH },
    })
    told('two')
    const { repeated } = await project.run(runCommand, { ...all, stages: ['train'], twice: true })
    expect(repeated).toEqual([{ name: 'train', differs: [], known: { where: 'gpu-1', differs: ['model'] } }])
    expect(readFileSync(project.path('model'), 'utf8')).toBe('one')
  })

  it('puts the outputs back where the second run fails', async () => {
    using project = await filled(
      PROJECT.replace('echo prepared >> log;', 'test ! -e log || exit 3; touch log;'),
    )
    await expect(project.run(runCommand, { ...all, stages: ['train'], twice: true })).rejects.toMatchObject({
      code: 'pipeline/stage-failed',
    })
    expect(existsSync(project.path('model'))).toBe(true)
    expect(recordsIn(project.folder.path('remote'))).toHaveLength(2)
  })

  it('runs under the domain that it is given, and reads its own and main', async () => {
    using project = await filled()
    const env = { ...TEST_GIT_ENV, SLIPWAY_DOMAIN: 'pr-7' }
    await project.run(runCommand, all, { env })
    expect(recordsIn(project.folder.path('remote')).every((path) => path.startsWith('runs/pr-7/'))).toBe(true)
    const elsewhere = { ...env, SLIPWAY_DOMAIN: 'pr-8' }
    expect(
      (await project.run(planCommand, { stages: [], rev: undefined, base: undefined }, { env: elsewhere }))
        .stages[0]?.state,
    ).toBe('stale')
  })

  it('records the GitHub run and hides the tokens of its services from the stage', async () => {
    using project = await filled(
      'data: [data/set]\nstages: { s: { cmd: "env > x", deps: [train.txt], outs: [x] } }\n',
    )
    project.write('.gitignore', '/x\n')
    const event = project.folder.write(
      'event.json',
      JSON.stringify({ pull_request: { head: { sha: 'a'.repeat(40) } } }),
    )
    const env = {
      ...TEST_GIT_ENV,
      GITHUB_ACTIONS: 'true',
      GITHUB_REPOSITORY_ID: '11',
      GITHUB_RUN_ID: '22',
      GITHUB_RUN_ATTEMPT: '3',
      GITHUB_SHA: 'b'.repeat(40),
      GITHUB_EVENT_NAME: 'pull_request',
      GITHUB_EVENT_PATH: event,
      GITHUB_WORKFLOW_REF: 'o/r/.github/workflows/w.yml@refs/pull/1/merge',
      RUNNER_NAME: 'gpu-1',
      ImageOS: 'ubuntu24',
      ImageVersion: '2026.1',
      ACTIONS_RUNTIME_TOKEN: 'secret-token',
      INPUT_TOKEN: 'secret-input',
      GITHUB_OUTPUT: '/secret-file',
    }
    const { stages } = await project.run(runCommand, all, { env })
    expect(stages[0]?.where).toBe('gpu-1')
    const [path = ''] = recordsIn(project.folder.path('remote'))
    const record = JSON.parse(readFileSync(project.folder.path(`remote/${path}`), 'utf8'))
    expect(record.producer).toEqual({
      repository_id: 11,
      run_id: 22,
      run_attempt: 3,
      head_sha: 'a'.repeat(40),
      event: 'pull_request',
      workflow_ref: 'o/r/.github/workflows/w.yml@refs/pull/1/merge',
    })
    expect(record.environment).toMatchObject({ runner: 'gpu-1', image: 'ubuntu24 2026.1' })
    expect(record.environment.details.cpu.cores).toBeGreaterThan(0)
    expect(record.environment.details.python).toBeNull()
    const seen = readFileSync(project.path('x'), 'utf8')
    expect(seen).not.toContain('secret')
    expect(seen).toContain('GITHUB_SHA=')
  })

  it('leaves nothing behind a stage that fails, and passes once it is mended', async () => {
    using project = await filled(PROJECT.replace('echo prepared >> log;', 'echo half > model; exit 3;'))
    await expect(project.run(runCommand, all)).rejects.toMatchObject({ code: 'pipeline/stage-failed' })
    expect(recordsIn(project.folder.path('remote'))).toHaveLength(1)
    project.write('slipway.yaml', project.contents('.')['slipway.yaml']?.replace('exit 3;', '') ?? '')
    expect(states(await project.run(runCommand, all))).toEqual(['prepare restored', 'train ran'])
    expect(project.audit()).toEqual([])
  })
})

describe('run, of outputs that Git does not ignore', () => {
  it('says so once they are there, because a commit of them would stop the stage', async () => {
    using project = await filled()
    project.write('.gitignore', '/build\n/log\n/model\n')
    await project.run(runCommand, all)
    expect(project.warnings).toContain(
      'stage "train" writes metrics.json: add it to .gitignore before you commit',
    )
    expect(project.warnings.filter((line) => line.includes('.gitignore'))).toHaveLength(1)
  })
})

describe('executeStages()', () => {
  it('scores a substitute under its own key and gives the workspace back as it was', async () => {
    using project = await filled(
      'data: [data/set]\nstages:\n  train: { cmd: "echo challenger > model", deps: [train.txt], outs: [model] }\n  score: { cmd: "cp model score", deps: [model], outs: [score] }\n',
    )
    project.write('.gitignore', '/model\n/score\n')
    const own = await executeStages(project.context())
    const champion = 'champion\n'
    const oid = digestOf(champion)
    project.folder.write(`remote/o/${oid.slice(7, 9)}/${oid.slice(7)}`, champion)
    const substitute = { model: { kind: 'file', oid, bytes: champion.length } as const }
    const scored = await executeStages(project.context(), { stages: ['score'], substitute })
    expect(scored.results).toMatchObject([{ stage: 'score', state: 'ran' }])
    const output = scored.results[0]?.run.record.outputs.score
    expect(output?.oid).toBe(oid)
    expect(scored.results[0]?.run.record.key).not.toBe(own.results[1]?.run.record.key)
    expect(project.contents('.')).toMatchObject({ model: 'challenger\n', score: 'challenger\n' })
    const again = await executeStages(project.context(), { stages: ['score'], substitute })
    expect(again.results).toMatchObject([{ stage: 'score', state: 'restored' }])
  })

  it('refuses to run on a machine what another one should have run', async () => {
    using project = await filled()
    await expect(
      executeStages(project.context(), { stages: ['train'], stagesOnly: true }),
    ).rejects.toMatchObject({ code: 'pipeline/need-unknown' })
    rmSync(project.path('.slipway'), { recursive: true })
    await executeStages(project.context(), { stages: ['prepare'], stagesOnly: true })
    await expect(
      executeStages(project.context(), { stages: ['train'], stagesOnly: true }),
    ).resolves.toBeDefined()
  })
})
