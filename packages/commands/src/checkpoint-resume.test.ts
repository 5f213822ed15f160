import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseRunRecord } from '@slipway/core'
import { TEST_GIT_ENV } from '@slipway/git/testing'
import { filesBelow } from '@slipway/store/testing'
import { describe, expect, it } from 'vitest'
import { runCommand } from './run-command.ts'
import { TemporaryProject } from './testing/temporary-project.ts'

// Each start adds one letter to what it went on from, writes that as a checkpoint, and fails until there are as many as `wanted`.
const TRAIN = `
before=$(cat "$SLIPWAY_RESUME_FROM/letters" 2>/dev/null || true)
echo "\${SLIPWAY_RESUME_FROM##*/}:$before" >> starts
now="\${before}x"
mkdir -p ckpt/.new && printf %s "$now" > ckpt/.new/letters && echo same > ckpt/.new/vocabulary
mv ckpt/.new "ckpt/step-\${#now}"
test \${#now} -ge $(cat wanted) || exit 1
printf %s "$now" > model
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

function filled(wanted: number, checkpoint = 'ckpt'): TemporaryProject {
  const project = new TemporaryProject(
    `stages: { train: { cmd: sh train.sh, deps: [train.sh], outs: [model], checkpoint: ${checkpoint} } }\n`,
  )
  project.write('train.sh', TRAIN)
  project.write('.gitignore', '/ckpt\n/model\n/starts\n/wanted\n')
  project.repository.commit('second')
  project.write('wanted', String(wanted))
  return project
}

/** Another work tree of the same repository: another runner. */
function cloneOf(project: TemporaryProject): string {
  const clone = project.folder.path('clone')
  execFileSync('git', ['clone', '--quiet', project.root, clone], { env: TEST_GIT_ENV })
  writeFileSync(join(clone, 'wanted'), readFileSync(project.path('wanted')))
  return clone
}

const run = (
  project: TemporaryProject,
  changes: Parameters<TemporaryProject['context']>[0] = {},
  values = {},
) => project.run(runCommand, { ...all, ...values }, changes)

const fail = (...args: Parameters<typeof run>) =>
  expect(run(...args)).rejects.toMatchObject({ code: 'pipeline/stage-failed' })

const inDomain = (domain: string) => ({ env: { ...TEST_GIT_ENV, SLIPWAY_DOMAIN: domain } })
const starts = (root: string) => readFileSync(join(root, 'starts'), 'utf8').trim().split('\n')

/** Numbers of the checkpoints in a store. */
function checkpointsIn(store: string): string[] {
  if (!existsSync(store)) return []
  return filesBelow(store).flatMap(
    (path) => /^(ckpt\/[^/]+)\/.*\/(\d+)$/.exec(path)?.slice(1).join('/') ?? [],
  )
}

function recordIn(store: string) {
  const [path = ''] = filesBelow(store).filter((each) => each.startsWith('runs/'))
  return parseRunRecord(readFileSync(join(store, path), 'utf8'), path)
}

describe('slipway run of a stage with checkpoints', () => {
  it('goes on from the newest one, says so in the record, and leaves none behind', async () => {
    using project = filled(3)
    const remote = project.folder.path('remote')
    await fail(project)
    // What ended in order is told as another number of the same checkpoint.
    expect(checkpointsIn(remote)).toEqual(['ckpt/dev/2'])
    await fail(project)
    const { stages } = await run(project)
    expect(starts(project.root)).toEqual([':', 'step-1:x', 'step-2:xx'])
    expect(stages).toMatchObject([{ state: 'ran', starts: 3 }])
    expect(recordIn(remote).starts).toMatchObject([
      { resumed: null, ended: 'failed' },
      { resumed: { domain: 'dev', seq: 2 }, ended: 'failed' },
      { resumed: { domain: 'dev', seq: 4 }, ended: 'done' },
    ])
    expect(checkpointsIn(remote)).toEqual([])
    expect(filesBelow(project.path('.slipway/checkpoints'))).toEqual(['format'])
    expect(project.audit()).toEqual([])
  })

  it('leaves the record as it always was where one start did it all', async () => {
    using project = filled(1)
    const { stages } = await run(project)
    expect(stages).toMatchObject([{ state: 'ran', starts: 1 }])
    expect(recordIn(project.folder.path('remote'))).not.toHaveProperty('starts')
  })

  it('goes on on another machine, which has only the store', async () => {
    using project = filled(2)
    await fail(project)
    const clone = cloneOf(project)
    const notes: string[] = []
    const progress = { ...project.context().progress, note: (line: string) => notes.push(line) }
    await run(project, { cwd: clone, progress })
    expect(starts(clone)).toEqual(['step-1:x'])
    expect(readFileSync(join(clone, 'model'), 'utf8')).toBe('xx')
    expect(notes).toContain('train: resuming from checkpoint 2, "step-1"')
  })

  it('keeps as many as it is told, and takes the one before where the newest is damaged', async () => {
    using project = filled(5, '{ path: ckpt, keep: 2 }')
    for (let count = 0; count < 4; count++) await fail(project)
    const remote = project.folder.path('remote')
    expect(checkpointsIn(remote)).toHaveLength(2)
    const clone = cloneOf(project)
    const letters = filesBelow(remote).filter(
      (path) => path.startsWith('o/') && readFileSync(join(remote, path), 'utf8') === 'xxxx',
    )
    for (const path of letters) rmSync(join(remote, path))
    for (const path of letters) writeFileSync(join(remote, path), 'xxxy')
    await fail(project, { cwd: clone })
    expect(starts(clone)).toEqual(['step-3:xxx'])
    expect(project.warnings.some((line) => line.includes('is not whole'))).toBe(true)
  })

  it('starts from nothing where it is told to', async () => {
    using project = filled(2)
    await fail(project)
    await fail(project, {}, { fresh: true })
    expect(starts(project.root)).toEqual([':', ':'])
    await run(project)
    expect(starts(project.root).at(-1)).toBe('step-1:x')
  })

  it('of the default branch never goes on from what a pull request left; the other way round it may', async () => {
    using project = filled(2)
    await fail(project, inDomain('pr-7'))
    await fail(project, inDomain('main'))
    await run(project, inDomain('pr-8'))
    expect(starts(project.root)).toEqual([':', ':', 'step-1:x'])
    expect(recordIn(project.folder.path('remote'))).toMatchObject({
      domain: 'pr-8',
      starts: [{ ended: 'failed' }, { resumed: { domain: 'main' } }],
    })
    // Those of others stay.
    expect(checkpointsIn(project.folder.path('remote'))).toEqual(['ckpt/main/2', 'ckpt/pr-7/2'])
  })

  it('keeps them on this machine where nothing is pushed', async () => {
    using project = filled(2)
    await fail(project, {}, { noPush: true })
    expect(checkpointsIn(project.folder.path('remote'))).toEqual([])
    await run(project, {}, { noPush: true })
    expect(starts(project.root).at(-1)).toBe('step-1:x')
  })

  it('refuses a folder in which something lies that it did not write, and touches nothing', async () => {
    using project = filled(1)
    project.write('ckpt/precious', 'weights of last year')
    await expect(run(project)).rejects.toMatchObject({ code: 'pipeline/checkpoints-foreign' })
    expect(project.contents('ckpt')).toEqual({ precious: 'weights of last year' })
    rmSync(project.path('ckpt'), { recursive: true })
    await expect(run(project)).resolves.toMatchObject({ stages: [{ state: 'ran' }] })
  })

  it('refuses a folder that Git tracks', async () => {
    using project = filled(1)
    project.write('.gitignore', '/model\n/starts\n/wanted\n')
    project.write('ckpt/README', 'x')
    project.repository.commit('third')
    await expect(run(project)).rejects.toMatchObject({ code: 'pipeline/output-in-git' })
  })
})
