import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startForge } from '@slipway/rehearsal'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Context, silentProgress } from './context.ts'
import { runnerJitCommand } from './runner-jit.ts'

const folder = mkdtempSync(join(tmpdir(), 'slipway-jit-'))
let forge: Awaited<ReturnType<typeof startForge>>
let context: Context
let token: string

beforeAll(async () => {
  forge = await startForge({ directory: join(folder, 'github') })
  for (const login of ['ada', 'acme']) forge.createUser(login)
  const repository = await forge.createRepository({ owner: 'acme', name: 'model' })
  forge.addCollaborator(repository, 'ada', 'admin')
  token = forge.createToken('ada')
  context = {
    cwd: folder,
    env: { PATH: process.env.PATH, GITHUB_TOKEN: token, GITHUB_API_URL: forge.urls.api },
    now: () => new Date(0),
    signal: new AbortController().signal,
    progress: silentProgress,
  }
})
afterAll(async () => {
  expect(forge.violations).toEqual([])
  await forge.close()
  rmSync(folder, { recursive: true })
})

const VALUES = {
  repository: 'acme/model',
  organisation: undefined,
  name: undefined,
  label: [],
  group: 1,
  start: undefined,
  out: undefined,
}
const jit = (changes: Partial<Parameters<typeof runnerJitCommand.run>[1]>) =>
  runnerJitCommand.run(context, { ...VALUES, ...changes })

describe('slipway runner jit', () => {
  it('keeps the configuration in a file that its owner alone can read, and never prints it', async () => {
    const result = await jit({ name: 'gpu-1', out: 'runner.env' })
    const file = join(folder, 'runner.env')
    expect(result).toMatchObject({ name: 'gpu-1', labels: ['self-hosted', 'gpu'], file, status: null })
    const [, config = ''] = /^ACTIONS_RUNNER_INPUT_JITCONFIG=(\S+)\n$/.exec(readFileSync(file, 'utf8')) ?? []
    expect(config).not.toBe('')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const said = JSON.stringify(result) + runnerJitCommand.render(result, { colour: false, columns: 80 })
    expect(said).not.toContain(config)
  })

  it('starts the runner with it, but without the token, and ends as it ended', async () => {
    const [script, seen] = [join(folder, 'run.sh'), join(folder, 'seen')]
    writeFileSync(script, `#!/bin/sh\nenv > ${seen}; echo "args: $*" >> ${seen}\nexit 0\n`)
    chmodSync(script, 0o755)
    const result = await jit({ start: folder, label: ['a100'] })
    expect(result).toMatchObject({ labels: ['a100'], file: null, status: 0 })
    const env = readFileSync(seen, 'utf8')
    expect(env).toMatch(/^ACTIONS_RUNNER_INPUT_JITCONFIG=\S+$/m)
    expect(env).toMatch(/^args: $/m)
    expect(env).not.toContain(token)
  })

  it('says what is wrong: a name that is taken, a group that is not there, no runner, no choice', async () => {
    await expect(jit({ name: 'gpu-1', out: 'other.env' })).rejects.toMatchObject({ code: 'github/conflict' })
    await expect(jit({ group: 9, out: 'other.env' })).rejects.toMatchObject({ code: 'github/not-found' })
    await expect(jit({ name: 'gpu-3', start: join(folder, 'nowhere') })).rejects.toMatchObject({
      code: 'runner/not-started',
    })
    for (const changes of [{}, { start: folder, out: 'other.env' }])
      await expect(jit(changes)).rejects.toMatchObject({ code: 'runner/arguments-invalid' })
    expect(() => statSync(join(folder, 'other.env'))).toThrow()
  })
})
