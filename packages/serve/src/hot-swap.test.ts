import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { digestOf, type Golden } from '@slipway/core'
import { addModel, identityModel, makeModel, slowModel } from '@slipway/onnx/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { type TestModel, type TestServer, testServer } from './testing/test-server.ts'

/** Processes come and go at the pace of a busy machine. */
const PATIENT = { timeout: 20_000 }

const servers: TestServer[] = []
const start: typeof testServer = async (options) => {
  const test = await testServer(options)
  servers.push(test)
  return test
}
afterEach(async () => {
  await Promise.all(servers.splice(0).map(({ server }) => server.close()))
})

/** The version whose number it adds. */
const version = (number: number): TestModel => ({
  name: 'm',
  version: `v${number}`,
  bytes: addModel(number),
})
const golden = (answer: number): Golden => ({
  inputs: [{ name: 'x', datatype: 'FP32', shape: [1, 2], data: [0, 1] }],
  outputs: [{ name: 'y', datatype: 'FP32', shape: [1, 2], data: [answer, answer + 1] }],
  tolerance: 1e-5,
})
const zero = { inputs: [{ name: 'x', datatype: 'FP32', shape: [1, 2], data: [0, 0] }] }
const n = (size: number) => ({ inputs: [{ name: 'n', datatype: 'INT64', shape: [2], data: [size, size] }] })

interface Answer {
  readonly model_version: string
  readonly outputs: readonly { readonly data: readonly number[] }[]
}
const ask = async (test: TestServer) => {
  const response = await test.infer('m', zero)
  const answer = (await response.json()) as Answer
  return { status: response.status, digest: response.headers.get('x-slipway-digest'), ...answer }
}
const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

describe('a swap', { timeout: 60_000 }, () => {
  it('loses no request: 24 versions in a row under load, each answer whole and from one version', async () => {
    const test = await start()
    await test.deploy(version(0))
    let swapping = true
    const served = new Set<string>()
    const failures: unknown[] = []
    let count = 0
    const client = async () => {
      while (swapping) {
        try {
          const { status, model_version, digest, outputs } = await ask(test)
          const number = outputs[0]?.data[0] ?? Number.NaN
          const whole = model_version === `v${number}` && digest === digestOf(addModel(number))
          if (status !== 200 || !whole) failures.push([status, model_version, number])
          served.add(model_version)
          count += 1
        } catch (error) {
          failures.push(error)
        }
      }
    }
    const clients = Array.from({ length: 8 }, client)
    for (let number = 1; number <= 24; number++) {
      await test.deploy(version(number))
      while (!served.has(`v${number}`)) await new Promise((resolve) => setImmediate(resolve))
    }
    swapping = false
    await Promise.all(clients)
    expect(failures).toEqual([])
    expect(served.size).toBe(25)
    expect(count).toBeGreaterThan(200)
    await expect.poll(() => test.server.statuses().map(({ state }) => state), PATIENT).toEqual(['READY'])
    expect(isAlive(test.runnerPid('v23'))).toBe(false)
  })

  it('lets the old version finish what it has', async () => {
    const test = await start()
    await test.deploy({ name: 'm', version: 'v1', bytes: slowModel() })
    const pid = test.runnerPid('v1')
    const slow = test.infer('m', n(3000))
    const probe = () => test.infer('m', { ...n(2), parameters: { timeout: 1000 } })
    while ((await probe()).status !== 504) await new Promise((resolve) => setImmediate(resolve))
    await test.deploy(version(2))
    expect(test.server.statuses()).toContainEqual(
      expect.objectContaining({ version: 'v1', state: 'DRAINING' }),
    )
    expect((await ask(test)).model_version).toBe('v2')
    const response = await slow
    expect([response.status, ((await response.json()) as Answer).model_version]).toEqual([200, 'v1'])
    await expect.poll(() => isAlive(pid), PATIENT).toBe(false)
  })

  it('is none where nothing changed, and one where only the stage did', async () => {
    const test = await start()
    await test.deploy(version(1))
    const pid = test.runnerPid('v1')
    await test.deploy(version(1))
    expect(test.runnerPid('v1')).toBe(pid)
    await test.deploy({ ...version(1), stage: 'prod' })
    expect(test.server.statuses()).toContainEqual(expect.objectContaining({ stage: 'prod', state: 'READY' }))
  })

  it('goes to the newest of several that come in quick succession', async () => {
    const test = await start()
    await Promise.all([1, 2, 3, 4, 5].map((number) => test.deploy(version(number))))
    expect((await ask(test)).model_version).toBe('v5')
    expect(test.server.statuses().filter(({ state }) => state === 'READY')).toHaveLength(1)
  })

  it('back to an earlier version serves its digest again', async () => {
    const test = await start()
    for (const number of [1, 2, 1]) await test.deploy(version(number))
    expect(await ask(test)).toMatchObject({ model_version: 'v1', digest: digestOf(addModel(1)) })
  })

  it('to nothing takes the model down', async () => {
    const test = await start()
    await test.deploy(version(1))
    const pid = test.runnerPid('v1')
    await test.deploy()
    expect((await test.infer('m', zero)).status).toBe(404)
    await expect.poll(() => isAlive(pid), PATIENT).toBe(false)
  })
})

describe('a version that must not serve', { timeout: 60_000 }, () => {
  const external = makeModel({
    inputs: [{ name: 'x', dims: [null, 2] }],
    outputs: [{ name: 'y', dims: [null, 2] }],
    nodes: [{ op: 'Add', inputs: ['x', 'w'], outputs: ['y'] }],
    initializers: [{ name: 'w', element: 'FP32', dims: [2], location: '../secret.bin' }],
  })
  const unranked = makeModel({
    inputs: [{ name: 'x' }],
    outputs: [{ name: 'y' }],
    nodes: [{ op: 'Identity', inputs: ['x'], outputs: ['y'] }],
  })
  it.each<[string, Partial<TestModel>, string]>([
    ['has another digest', { digest: digestOf('other') }, 'its digest is'],
    ['gives another golden answer', { golden: [golden(2), golden(3)] }, 'golden case 2'],
    [
      'has a golden case that does not fit',
      { bytes: identityModel('INT32'), golden: [golden(2)] },
      'inputs[0].datatype',
    ],
    ['is no model', { bytes: new TextEncoder().encode('not a model') }, 'expected an ONNX file'],
    ['is cut off', { bytes: addModel(2).slice(0, -10) }, 'expected an ONNX file'],
    ['keeps its weights elsewhere', { bytes: external }, 'other file'],
    ['does not say what it takes', { bytes: unranked }, 'states no shape'],
    ['is of a type that nobody can send', { bytes: identityModel('BF16') }, 'bfloat16'],
  ])(
    'because it %s leaves the one before it serving, says so, and gives way to one that is right',
    async (_what, wrong, reason) => {
      const test = await start()
      await test.deploy(version(1))
      await test.deploy({ ...version(2), ...wrong })
      expect(await ask(test)).toMatchObject({ status: 200, model_version: 'v1' })
      const health = await fetch(`${test.url}/v2/health/ready`)
      const { models } = (await health.json()) as {
        models: { version: string; state: string; reason: string }[]
      }
      expect(health.status).toBe(200)
      expect(models).toMatchObject([
        { version: 'v1', state: 'READY', reason: '' },
        { version: 'v2', state: 'UNAVAILABLE', reason: expect.stringContaining(reason) },
      ])
      expect(test.log).toContainEqual(expect.stringMatching(/^m v2: not served: .*v1 goes on serving$/))
      await test.deploy({ ...version(3), golden: [golden(3)] })
      expect(await ask(test)).toMatchObject({ status: 200, model_version: 'v3' })
      expect(test.server.statuses().filter(({ state }) => state === 'UNAVAILABLE')).toEqual([])
    },
  )

  it('is tried again after a while, without a change of the desired state', async () => {
    let now = 0
    const test = await start({ clock: () => now })
    const right = version(1)
    await test.deploy({
      ...right,
      bytes: new TextEncoder().encode('half of it'),
      digest: digestOf(right.bytes),
    })
    expect((await test.infer('m', zero)).status).toBe(503)
    writeFileSync(join(test.folder, 'm-v1.onnx'), right.bytes)
    await test.server.poll()
    expect((await test.infer('m', zero)).status).toBe(503)
    now += 5000
    await test.server.poll()
    expect(await ask(test)).toMatchObject({ status: 200, model_version: 'v1' })
    expect(readdirSync(join(test.folder, 'cache'))).toEqual([`${digestOf(right.bytes).slice(7)}.onnx`])
  })
})

describe('a desired state that cannot be read', { timeout: 60_000 }, () => {
  it('changes nothing, is said in the health, and forgotten when it can be read again', async () => {
    const test = await start()
    await test.deploy(version(1))
    writeFileSync(join(test.folder, 'serving.json'), '{"schema": "slipway.serving/v1", "mod')
    await test.server.poll()
    await test.server.poll()
    const problem = async () =>
      ((await (await fetch(`${test.url}/v2/health/ready`)).json()) as { problem: string }).problem
    expect(await problem()).toContain('serving.json')
    expect(await ask(test)).toMatchObject({ status: 200, model_version: 'v1' })
    expect(test.log.filter((line) => line.includes('serving.json'))).toHaveLength(2)
    await test.deploy(version(2))
    expect([await problem(), (await ask(test)).model_version]).toEqual(['', 'v2'])
  })
})

describe('a runner', { timeout: 60_000 }, () => {
  it('that is killed in the middle of a request fails that one, and the next is answered', async () => {
    const test = await start()
    await test.deploy({ name: 'm', version: 'v1', bytes: slowModel() })
    const pid = test.runnerPid('v1')
    const slow = test.infer('m', n(6000))
    const probe = () => test.infer('m', { ...n(2), parameters: { timeout: 1000 } })
    while ((await probe()).status !== 504) await new Promise((resolve) => setImmediate(resolve))
    process.kill(pid, 'SIGKILL')
    expect((await slow).status).toBe(500)
    const next = await test.infer('m', n(2))
    expect([next.status, ((await next.json()) as Answer).outputs[0]?.data]).toEqual([200, [8]])
    expect(test.runnerPid('v1')).not.toBe(pid)
  })

  it('that dies at rest is replaced, and no request notices', async () => {
    const test = await start()
    await test.deploy(version(1))
    const pid = test.runnerPid('v1')
    process.kill(pid, 'SIGKILL')
    await expect.poll(() => test.runnerPid('v1'), PATIENT).not.toBe(pid)
    expect(await ask(test)).toMatchObject({ status: 200, model_version: 'v1' })
  })

  it('that takes too long is ended, and the next request is answered', async () => {
    const test = await start({ limits: { runMs: 500 } })
    await test.deploy({ name: 'm', version: 'v1', bytes: slowModel() })
    expect((await test.infer('m', n(8000))).status).toBe(504)
    expect((await test.infer('m', n(2))).status).toBe(200)
  })

  it('that comes back loads verified bytes again', async () => {
    const test = await start()
    await test.deploy(version(1))
    const cached = join(test.folder, 'cache', readdirSync(join(test.folder, 'cache'))[0] ?? '')
    rmSync(cached)
    writeFileSync(cached, addModel(66))
    process.kill(test.runnerPid('v1'), 'SIGKILL')
    const pid = test.runnerPid('v1')
    await expect.poll(() => test.runnerPid('v1'), PATIENT).not.toBe(pid)
    expect((await ask(test)).outputs[0]?.data).toEqual([1, 1])
  })
})

describe('closing a server', { timeout: 60_000 }, () => {
  it('answers what it has, takes no more, and leaves no process', async () => {
    const test = await testServer()
    await test.deploy({ name: 'm', version: 'v1', bytes: slowModel() })
    const pid = test.runnerPid('v1')
    const slow = test.infer('m', n(3000))
    const probe = () => test.infer('m', { ...n(2), parameters: { timeout: 1000 } })
    while ((await probe()).status !== 504) await new Promise((resolve) => setImmediate(resolve))
    const closed = test.server.close()
    const response = await slow
    expect([response.status, response.headers.get('connection')]).toEqual([200, 'close'])
    await closed
    expect(isAlive(pid)).toBe(false)
    await expect(fetch(`${test.url}/v2/health/live`)).rejects.toThrow()
  })
})
