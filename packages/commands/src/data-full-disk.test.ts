import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { dataAddCommand } from './data-add.ts'
import { dataPullCommand } from './data-pull.ts'
import { dataPushCommand } from './data-push.ts'
import { TemporaryProject } from './testing/temporary-project.ts'

const RUN_VERB = fileURLToPath(new URL('testing/run-verb.ts', import.meta.url))
/** Files over 512 KiB cannot be written: what a full disk does, in the middle of a write, and needs no disk of its own. */
const LIMITED = `trap '' XFSZ; ulimit -f 1024; exec "$0" "$@"`

/** Some small files, and two that are too large while the disk is full. */
function projectWithData(): TemporaryProject {
  const project = new TemporaryProject('data: [data/set]\n')
  for (let n = 0; n < 5; n++) project.write(`data/set/small/${n}`, `file ${n}`)
  project.write('data/set/medium', randomBytes(800_000))
  project.write('data/set/large', randomBytes((4 << 20) + 3))
  return project
}

/** Runs a verb as a process that may write no large file, and sees it refused by its name. */
function runOnFullDisk(project: TemporaryProject, verb: 'add' | 'push' | 'pull'): void {
  const { status, stderr } = spawnSync('sh', ['-c', LIMITED, process.execPath, RUN_VERB, verb], {
    cwd: project.root,
    env: project.context().env as NodeJS.ProcessEnv,
    encoding: 'utf8',
  })
  expect(status).not.toBe(0)
  expect(stderr).toContain("code: 'store/write-failed'")
  expect(stderr).toMatch(/Cannot write ".*" in "file:.*EFBIG/)
  for (const root of [project.path('.slipway/store'), project.folder.path('remote')])
    if (existsSync(`${root}/tmp`)) expect(readdirSync(`${root}/tmp`)).toEqual([])
  expect(project.audit()).toEqual([])
}

describe('on a full disk', { timeout: 60_000 }, () => {
  it('data add leaves no pointer and the data as it was, and succeeds once there is room', async () => {
    using project = projectWithData()
    const before = project.contents('data/set')
    runOnFullDisk(project, 'add')
    expect(existsSync(project.path('data/set.slip'))).toBe(false)
    expect(project.contents('data/set')).toEqual(before)
    await project.run(dataAddCommand, { targets: [] })
    expect(existsSync(project.path('data/set.slip'))).toBe(true)
    expect(project.audit()).toEqual([])
  })

  it('data push to a folder leaves no tree there, and sends the rest once there is room', async () => {
    using project = projectWithData()
    await project.run(dataAddCommand, { targets: [] })
    runOnFullDisk(project, 'push')
    expect(existsSync(project.folder.path('remote/t'))).toBe(false)
    await project.run(dataPushCommand, { targets: [] })
    expect(readdirSync(project.folder.path('remote/t')).length).toBe(1)
    expect(project.audit()).toEqual([])
  })

  it('data pull leaves the workspace as it was, and ends once there is room', async () => {
    using project = projectWithData()
    await project.run(dataAddCommand, { targets: [] })
    await project.run(dataPushCommand, { targets: [] })
    const wanted = project.contents('data/set')
    const ignored = readFileSync(project.path('data/.gitignore'), 'utf8')
    for (const path of ['.slipway', 'data/set']) rmSync(project.path(path), { recursive: true, force: true })
    runOnFullDisk(project, 'pull')
    expect(existsSync(project.path('data/set'))).toBe(false)
    expect(readdirSync(project.path('data')).sort()).toEqual(['.gitignore', 'set.slip'])
    await project.run(dataPullCommand, { targets: [], force: false })
    expect(project.contents('data/set')).toEqual(wanted)
    expect(readFileSync(project.path('data/.gitignore'), 'utf8')).toBe(ignored)
  })
})
