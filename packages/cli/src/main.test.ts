import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { TEST_GIT_ENV, TemporaryRepository } from '@slipway/git/testing'
import { expect, it } from 'vitest'

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url))
const sh = promisify(execFile)

function slipway(repository: TemporaryRepository, ...args: string[]) {
  const env = { ...TEST_GIT_ENV, NODE_NO_WARNINGS: '1' }
  return spawn(process.execPath, [MAIN, ...args], {
    cwd: repository.root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

it('a SIGINT ends a stage and the command with 130, and leaves no run', async () => {
  using repository = TemporaryRepository.create({
    'slipway.yaml': 'version: 1\nstages:\n  s: { cmd: "echo started; sleep 60", outs: [out] }\n',
  })
  const child = slipway(repository, 'run')
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString()
    if (said.includes('started\n') && !child.killed) child.kill('SIGINT')
  })
  const [status] = await once(child, 'close')
  expect(status).toBe(130)
  expect(said).toMatch(/slipway: interrupted\n$/)
  expect(existsSync(repository.path('.slipway/store/runs'))).toBe(false)
})

it('a reader that leaves early does not make the command fail', async () => {
  using repository = TemporaryRepository.create({ 'slipway.yaml': 'version: 1\n' })
  const script = `"$1" "$2" registry list --json; echo $? > status`
  const args = [
    '-o',
    'pipefail',
    '-c',
    `{ ${script}; } 2> err | true; cat status err`,
    'bash',
    process.execPath,
    MAIN,
  ]
  const { stdout } = await sh('bash', args, { cwd: repository.root, env: TEST_GIT_ENV })
  expect(stdout).toBe('0\n')
})

it('a store that does not answer does not hold up a command that gave it up', async () => {
  // Takes connections and says nothing.
  const server = createServer(() => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  using repository = TemporaryRepository.create({ 'slipway.yaml': 'version: 1\n' })
  const env = {
    ...TEST_GIT_ENV,
    SLIPWAY_STORE: `s3://bucket/prefix?endpoint=http://127.0.0.1:${port}&region=us-east-1`,
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 'b',
  }
  const options = { cwd: repository.root, env, timeout: 20_000 }
  const failed = await sh(process.execPath, [MAIN, 'preflight', '--patience', '0.3'], options).catch(
    (error) => error,
  )
  expect(failed).toMatchObject({ code: 1, killed: false })
  expect(failed.stdout).toMatch(/✖ store .*no answer within 0\.3 s/)
  server.close()
})
