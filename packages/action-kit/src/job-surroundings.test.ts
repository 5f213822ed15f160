import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Context, silentProgress } from '@slipway/commands'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { jobSurroundings } from './job-surroundings.ts'

let workspace: string
beforeAll(() => {
  workspace = realpathSync(mkdtempSync(join(tmpdir(), 'slipway-test-')))
  mkdirSync(join(workspace, 'models/flights'), { recursive: true })
  writeFileSync(join(workspace, 'file'), '')
})
afterAll(() => rmSync(workspace, { recursive: true }))

const outer: Context = {
  cwd: '/elsewhere',
  env: { KEPT: 'yes' },
  now: () => new Date(0),
  signal: new AbortController().signal,
  progress: silentProgress,
}
const surroundings = (input: Partial<Parameters<typeof jobSurroundings>[2]>) =>
  jobSurroundings(outer, { workspace, domain: 'main' }, { workingDirectory: undefined, ...input })

describe('jobSurroundings()', () => {
  it('works in the workspace, writes into the job’s domain, and overrides nothing by itself', () => {
    expect(surroundings({})).toMatchObject({ cwd: workspace, env: { KEPT: 'yes', SLIPWAY_DOMAIN: 'main' } })
    expect(surroundings({}).env).not.toHaveProperty('GITHUB_TOKEN')
  })

  it('shares objects with other jobs only where the action asks for it, whatever the environment says', () => {
    const env = { SLIPWAY_RUNNER_STORE: '/elsewhere' }
    const storeOf = (runnerStore?: string) =>
      jobSurroundings(
        { ...outer, env },
        { workspace, domain: 'main' },
        { workingDirectory: undefined, runnerStore },
      ).env.SLIPWAY_RUNNER_STORE
    expect(storeOf()).toBe('')
    expect(storeOf('off')).toBe('')
    expect(storeOf('/mnt/fast')).toBe('/mnt/fast')
  })

  it('takes a folder of the workspace, by a relative or an absolute path', () => {
    const folder = join(workspace, 'models/flights')
    for (const workingDirectory of ['models/flights', './models/../models/flights/', folder])
      expect(surroundings({ workingDirectory }).cwd).toBe(folder)
  })

  it.each(['..', '../..', '/', '/tmp', 'nowhere', 'file', 'file/x'])('refuses %j', (workingDirectory) => {
    expect(() => surroundings({ workingDirectory })).toThrow(
      expect.objectContaining({ code: 'action/input-invalid' }),
    )
  })

  it('hands store and token on, and has the runner mask the token', () => {
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
    const { env } = surroundings({ store: 'file:///store', githubToken: 'ghs_secret' })
    expect(write.mock.calls.map(([chunk]) => chunk)).toEqual(['::add-mask::ghs_secret\n'])
    write.mockRestore()
    expect(env).toMatchObject({ SLIPWAY_STORE: 'file:///store', GITHUB_TOKEN: 'ghs_secret' })
  })
})
