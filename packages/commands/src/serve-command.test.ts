import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { digestOf } from '@slipway/core'
import { TEST_GIT_ENV, TemporaryRepository } from '@slipway/git/testing'
import { addModel } from '@slipway/onnx/testing'
import { openBackend, Store } from '@slipway/store'
import { TemporaryFolder } from '@slipway/store/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { silentProgress } from './context.ts'
import { serveCommand } from './serve-command.ts'
import { tagRelease, tagStage } from './testing/served-release.ts'

const CLI = join(import.meta.dirname, '../../cli/src/main.ts')
const golden = (answer: number) => ({
  inputs: [{ name: 'x', datatype: 'FP32', shape: [1, 2], data: [0, 0] }],
  outputs: [{ name: 'y', datatype: 'FP32', shape: [1, 2], data: [answer, answer] }],
  tolerance: 1e-6,
})

let folder: TemporaryFolder
let children: ChildProcess[]
beforeEach(() => {
  folder = new TemporaryFolder()
  children = []
})
afterEach(() => {
  for (const child of children) child.kill('SIGKILL')
  folder[Symbol.dispose]()
})

/** The command line as a process. */
async function serve(...args: string[]) {
  const env = { ...TEST_GIT_ENV, XDG_CACHE_HOME: folder.path('cache') }
  const child = spawn(process.execPath, [CLI, 'serve', ...args], { cwd: folder.path('.'), env })
  children.push(child)
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  let log = ''
  let printed = ''
  child.stdout.on('data', (chunk) => {
    printed += chunk
  })
  const url = new Promise<string>((resolve) => {
    child.stderr.on('data', (chunk) => {
      log += chunk
      const found = /listening on (http:\S+),/.exec(log)?.[1]
      if (found !== undefined) resolve(found)
    })
    void ended.then(() => resolve(''))
  })
  return { child, url: await url, ended, log: () => log, printed: () => printed }
}

async function answerOf(url: string): Promise<unknown> {
  const body = JSON.stringify({ inputs: golden(0).inputs })
  try {
    const response = await fetch(`${url}/v2/models/m/infer`, { method: 'POST', body })
    const { model_version, outputs } = (await response.json()) as {
      model_version: string
      outputs: { data: number[] }[]
    }
    return response.ok ? [model_version, outputs[0]?.data[0]] : response.status
  } catch (error) {
    return String(error)
  }
}

describe('slipway serve', { timeout: 60_000 }, () => {
  it('follows a stage through a release, a release that must not serve, the next one, and a rollback', async () => {
    using repository = TemporaryRepository.create({ 'a.txt': 'a' })
    const store = new Store(await openBackend(folder.url('store'), { cwd: folder.path('.'), env: {} }))
    const release = async (version: string, amount: number, claimed = amount) => {
      const made = tagRelease(repository, version, addModel(amount), [golden(claimed)])
      await store.writeBytes(made.model)
      await store.writeBytes(made.modelJson)
      return made
    }
    const first = await release('v1.0.0', 1)
    const options = [
      '--remote',
      repository.root,
      '--store',
      folder.url('store'),
      '--poll',
      '0.1',
      '--port',
      '0',
    ]
    const { child, url, ended, log } = await serve('--follow', 'm#prod', ...options)
    expect((await fetch(`${url}/v2/health/ready`)).status).toBe(503)
    tagStage(repository, 'prod', 1, first)
    await expect.poll(() => answerOf(url), { timeout: 30_000 }).toEqual(['v1.0.0', 1])
    const wrong = await release('v1.1.0', 2, 3)
    tagStage(repository, 'prod', 2, wrong)
    await expect.poll(log, { timeout: 30_000 }).toContain('v1.0.0 goes on serving')
    expect(await answerOf(url)).toEqual(['v1.0.0', 1])
    const right = await release('v1.2.0', 3)
    tagStage(repository, 'prod', 3, right)
    await expect.poll(() => answerOf(url), { timeout: 30_000 }).toEqual(['v1.2.0', 3])
    tagStage(repository, 'prod', 4, first)
    await expect.poll(() => answerOf(url), { timeout: 30_000 }).toEqual(['v1.0.0', 1])
    const metadata = (await (await fetch(`${url}/v2/models/m`)).json()) as { properties: object }
    expect(metadata.properties).toEqual({ digest: first.digest, version: 'v1.0.0', stage: 'prod' })
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
  })

  it('says with --once whether a desired state can be served, and with what it fails', async () => {
    const state = (digest: string) =>
      writeFileSync(
        folder.path('serving.yaml'),
        `schema: slipway.serving/v1\nmodels:\n  - { name: m, version: v1, digest: "${digest}", source: m.onnx }\n`,
      )
    writeFileSync(folder.path('m.onnx'), addModel(1))
    state(digestOf(addModel(1)))
    const good = await serve('--config', 'serving.yaml', '--once')
    expect([await good.ended, good.printed()]).toEqual([0, 'm v1 READY\n'])
    state(digestOf('other'))
    const bad = await serve('--config', 'serving.yaml', '--once')
    expect([await bad.ended, bad.printed()]).toEqual([3, expect.stringContaining('m v1 UNAVAILABLE')])
    const none = await serve('--config', 'missing.yaml', '--once')
    expect([await none.ended, none.printed()]).toEqual([3, expect.stringContaining('missing.yaml')])
  })

  it('ends at once at a second signal', async () => {
    writeFileSync(folder.path('serving.yaml'), 'schema: slipway.serving/v1\nmodels: []\n')
    const { child, url, ended } = await serve('--config', 'serving.yaml', '--port', '0')
    // A request that never ends keeps the server from ending by itself.
    const { hostname, port } = new URL(url)
    const socket = connect(Number(port), hostname)
    socket.write(
      'POST /v2/health/live HTTP/1.1\r\nHost: m\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n',
    )
    await once(socket, 'data')
    child.kill('SIGTERM')
    const isUp = () =>
      fetch(`${url}/v2/health/live`).then(
        () => true,
        () => false,
      )
    await expect.poll(isUp, { timeout: 30_000 }).toBe(false)
    child.kill('SIGTERM')
    expect(await ended).toBe(130)
    socket.destroy()
  })

  it.each<[string, object]>([
    ['nothing to follow', {}],
    ['a file and a stage', { config: 'a.yaml', follow: ['m#prod'], store: 'file:///s' }],
    ['a stage without a place for the bytes', { follow: ['m#prod'] }],
    ['a stage that is none', { follow: ['m@prod'], store: 'file:///s' }],
    ['two stages of one model', { follow: ['m#prod', 'm#dev'], store: 'file:///s' }],
    ['a port that is none', { config: 'a.yaml', port: 70_000 }],
    ['a pause that is none', { config: 'a.yaml', poll: 0 }],
  ])('refuses %s', async (_what, options) => {
    const context = {
      cwd: folder.path('.'),
      env: TEST_GIT_ENV,
      now: () => new Date(0),
      signal: AbortSignal.abort(),
      progress: silentProgress,
    }
    const values = {
      config: undefined,
      follow: [],
      remote: undefined,
      repository: undefined,
      store: undefined,
      host: '127.0.0.1',
      port: 0,
      poll: 5,
      cache: folder.path('cache'),
      once: false,
      ...options,
    }
    await expect(serveCommand.run(context, values)).rejects.toMatchObject({ code: 'serve/options-invalid' })
  })
})
