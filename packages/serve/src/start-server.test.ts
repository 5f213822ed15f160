import { request as httpRequest } from 'node:http'
import { deflateSync, gzipSync } from 'node:zlib'
import { digestOf, VERSION } from '@slipway/core'
import {
  addModel,
  centredModel,
  identityModel,
  slowModel,
  sumModel,
  zipMapModel,
} from '@slipway/onnx/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestServer, testServer } from './testing/test-server.ts'

const x = (...data: number[]) => ({ name: 'x', datatype: 'FP32', shape: [data.length / 2, 2], data })
const n = (size: number) => ({ inputs: [{ name: 'n', datatype: 'INT64', shape: [2], data: [size, size] }] })
const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')

/** Sends exactly these headers and chunks, as fetch() would not. */
function send(url: string, headers: Record<string, string>, chunks: readonly Uint8Array[]) {
  return new Promise<{ status: number; body: string }>((resolve, reject) => {
    const request = httpRequest(url, { method: 'POST', headers }, (response) => {
      const parts: Uint8Array[] = []
      response.on('data', (part: Uint8Array) => parts.push(part))
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString() }),
      )
    })
    request.on('error', reject)
    for (const chunk of chunks) request.write(chunk)
    request.end()
  })
}

/** The members that the tests look at, whichever answer has them. */
interface Body {
  readonly ready: boolean
  readonly live: boolean
  readonly problem: string
  readonly models: readonly unknown[]
  readonly outputs: readonly { readonly name: string; readonly data: readonly (number | string)[] }[]
  readonly error: string
}
const bodyOf = async (response: Response) => (await response.json()) as Body

describe('a server of the Open Inference Protocol', { timeout: 60_000 }, () => {
  let test: TestServer
  let live: () => Promise<number>
  beforeAll(async () => {
    test = await testServer({ limits: { bodyBytes: 100_000, queueRows: 1, deadlineMs: 30_000 } })
    await test.deploy(
      { name: 'add', version: 'v1.0.0', bytes: addModel(10), stage: 'prod' },
      { name: 'sum', version: 'v1', bytes: sumModel() },
      { name: 'text', version: 'v1', bytes: identityModel('BYTES', [null]) },
      { name: 'half', version: 'v1', bytes: identityModel('FP16', [null]) },
      { name: 'open', version: 'v1', bytes: identityModel('FP32', [null, null]) },
      { name: 'zip', version: 'v1', bytes: zipMapModel({ tensor: true }) },
      { name: 'slow', version: 'v1', bytes: slowModel() },
      { name: 'centred', version: 'v1', bytes: centredModel() },
    )
    live = async () => (await fetch(`${test.url}/v2/health/live`)).status
  }, 60_000)
  afterAll(() => test.server.close())

  const get = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(`${test.url}${path}`, init)
    return { status: response.status, body: await bodyOf(response), headers: response.headers }
  }
  const post = (
    path: string,
    body?: string | Uint8Array<ArrayBuffer>,
    headers: Record<string, string> = {},
  ) => get(path, { method: 'POST', headers, ...(body === undefined ? {} : { body }) })

  it('is live and ready, with the state of every model', async () => {
    expect(await get('/v2/health/live')).toMatchObject({ status: 200, body: { live: true } })
    const { status, body } = await get('/v2/health/ready')
    expect([status, body.ready, body.live, body.problem]).toEqual([200, true, true, ''])
    expect(body.models).toContainEqual({
      name: 'add',
      version: 'v1.0.0',
      digest: digestOf(addModel(10)),
      stage: 'prod',
      state: 'READY',
      reason: '',
    })
  })

  it('says what it is, and what each model takes and gives', async () => {
    expect((await get('/v2')).body).toEqual({
      name: 'slipway',
      version: VERSION,
      extensions: ['binary_tensor_data'],
    })
    const metadata = {
      name: 'add',
      versions: ['v1.0.0'],
      platform: 'onnx_onnxv1',
      inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 2] }],
      outputs: [{ name: 'y', datatype: 'FP32', shape: [-1, 2] }],
      properties: { digest: digestOf(addModel(10)), version: 'v1.0.0', stage: 'prod' },
    }
    expect((await get('/v2/models/add')).body).toEqual(metadata)
    expect((await get('/v2/models/add/versions/v1.0.0')).body).toEqual(metadata)
    expect(await get('/v2/models/add/ready')).toMatchObject({
      status: 200,
      body: { name: 'add', ready: true },
    })
  })

  it('lists its models, and leaves loading and unloading to the desired state', async () => {
    const { body } = await post('/v2/repository/index')
    expect(body).toContainEqual({ name: 'add', version: 'v1.0.0', state: 'READY', reason: '' })
    expect((await post('/v2/repository/index', '{"ready": true}')).body).toHaveLength(8)
    expect((await post('/v2/repository/index', '{"ready": 1}')).status).toBe(400)
    expect((await post('/v2/repository/models/add/unload', '{}')).status).toBe(403)
    expect((await get('/v2/models/add/ready')).status).toBe(200)
  })

  it('answers in JSON, by any version path that is served, with the digest of the bytes that answered', async () => {
    for (const path of ['/v2/models/add/infer', '/v2/models/add/versions/v1.0.0/infer']) {
      const { status, body, headers } = await post(path, JSON.stringify({ id: '7', inputs: [x(1, 2, 3, 4)] }))
      expect([status, body]).toEqual([
        200,
        {
          model_name: 'add',
          model_version: 'v1.0.0',
          id: '7',
          outputs: [{ name: 'y', datatype: 'FP32', shape: [2, 2], data: [11, 12, 13, 14] }],
        },
      ])
      expect(headers.get('x-slipway-digest')).toBe(digestOf(addModel(10)))
    }
  })

  it('answers bytes with bytes', async () => {
    const head =
      '{"inputs":[{"name":"x","datatype":"FP32","shape":[1,2],"parameters":{"binary_data_size":8}}],"parameters":{"binary_data_output":true}}'
    const response = await fetch(`${test.url}/v2/models/add/infer`, {
      method: 'POST',
      headers: { 'inference-header-content-length': String(head.length) },
      body: Buffer.concat([Buffer.from(head), hex('0000803f 00000040')]),
    })
    const body = Buffer.from(await response.arrayBuffer())
    const length = Number(response.headers.get('inference-header-content-length'))
    expect(response.headers.get('content-type')).toBe('application/octet-stream')
    expect(Number(response.headers.get('content-length'))).toBe(body.length)
    expect(body.subarray(0, length).toString()).toBe(
      '{"model_name":"add","model_version":"v1.0.0","outputs":[{"name":"y","datatype":"FP32","shape":[1,2],"parameters":{"binary_data_size":8}}]}',
    )
    expect(body.subarray(length)).toEqual(hex('00003041 00004041'))
  })

  it('answers a raw binary request, and refuses it where the shape does not follow from the bytes', async () => {
    const raw = (model: string, body: Uint8Array<ArrayBuffer>) =>
      fetch(`${test.url}/v2/models/${model}/infer`, {
        method: 'POST',
        headers: { 'inference-header-content-length': '0' },
        body,
      })
    const response = await raw('add', hex('0000803f 00000040'))
    const length = Number(response.headers.get('inference-header-content-length'))
    expect(Buffer.from(await response.arrayBuffer()).subarray(length)).toEqual(hex('00003041 00004041'))
    const text = await raw('text', hex('02000000 6869'))
    expect(Buffer.from(await text.arrayBuffer()).subarray(-6)).toEqual(hex('02000000 6869'))
    for (const model of ['sum', 'open']) expect((await raw(model, hex('00000000'))).status).toBe(400)
    expect((await raw('add', hex('0000803f'))).status).toBe(400)
    expect((await raw('text', hex('05000000 6869'))).status).toBe(400)
  })

  it('carries two inputs and two outputs, text, and FP16 as bytes', async () => {
    const data = Array.from({ length: 16 }, (_, i) => i)
    const input = (name: string) => ({ name, datatype: 'INT32', shape: [1, 16], data })
    const sum = await post('/v2/models/sum/infer', JSON.stringify({ inputs: [input('b'), input('a')] }))
    expect(sum.body.outputs.map((output) => output.data[15])).toEqual([30, 0])
    const text = { name: 'x', datatype: 'BYTES', shape: [2], data: ['', 'ä"'] }
    expect(
      (await post('/v2/models/text/infer', JSON.stringify({ inputs: [text] }))).body.outputs[0]?.data,
    ).toEqual(['', 'ä"'])
    const half = await post(
      '/v2/models/half/infer',
      JSON.stringify({ inputs: [{ ...text, datatype: 'FP16' }] }),
    )
    expect(half.status).toBe(400)
  })

  it('serves the tensors of a model that also makes maps', async () => {
    expect((await get('/v2/models/zip')).body.outputs).toEqual([
      { name: 'scores', datatype: 'FP32', shape: [-1, 2] },
    ])
    expect((await post('/v2/models/zip/infer', JSON.stringify({ inputs: [x(1, 2)] }))).status).toBe(200)
    const maps = { inputs: [x(1, 2)], outputs: [{ name: 'probabilities' }] }
    expect((await post('/v2/models/zip/infer', JSON.stringify(maps))).status).toBe(400)
  })

  it('gives many callers at once each its own answer, whether rows may be mixed or not', async () => {
    expect(test.log).toContain('add v1.0.0: rows of several requests share a run')
    expect(test.log).toContainEqual(expect.stringMatching(/^centred v1: each request runs alone/))
    const big = await testServer({ limits: { queueRows: 10_000 } })
    await big.deploy(
      { name: 'add', version: 'v1', bytes: addModel(10) },
      { name: 'centred', version: 'v1', bytes: centredModel() },
    )
    const answers = await Promise.all(
      Array.from({ length: 400 }, async (_, i) => {
        const response = await big.infer(i % 4 === 0 ? 'centred' : 'add', { inputs: [x(i, 2 * i)] })
        return (await bodyOf(response)).outputs[0]?.data
      }),
    )
    expect(answers).toEqual(answers.map((_, i) => (i % 4 === 0 ? [0, 0] : [i + 10, 2 * i + 10])))
    await big.server.close()
  })

  it.each([
    ['unknown path', '/v2/nothing', 404],
    ['unknown model', '/v2/models/nothing/infer', 404],
    ['unknown version', '/v2/models/add/versions/v9/infer', 404],
    ['wrong method', '/v2/health/live', 405],
  ])('answers an %s with an error object', async (_what, path, status) => {
    const answer = await post(path, JSON.stringify({ inputs: [x(1, 2)] }))
    expect([answer.status, Object.keys(answer.body)]).toEqual([status, ['error']])
    expect(answer.headers.get('x-slipway-error')).toMatch(/^serve\//)
    if (status === 405) expect(answer.headers.get('allow')).toBe('GET')
    if (path.includes('models')) expect(answer.body.error).toContain('Request for unknown model')
  })

  it.each<[string, Record<string, string>]>([
    ['larger than the body', { 'inference-header-content-length': '1000' }],
    ['negative', { 'inference-header-content-length': '-1' }],
    ['no number', { 'inference-header-content-length': 'abc' }],
    ['larger than any number', { 'inference-header-content-length': '9'.repeat(40) }],
    ['inside the JSON', { 'inference-header-content-length': '5' }],
  ])('refuses a header length that is %s, and lives on', async (_what, headers) => {
    expect((await post('/v2/models/add/infer', JSON.stringify({ inputs: [x(1, 2)] }), headers)).status).toBe(
      400,
    )
    expect(await live()).toBe(200)
  })

  it('limits the rows of a request where they share runs with those of others', async () => {
    const rows = (count: number) => JSON.stringify({ inputs: [x(...Array<number>(2 * count).fill(1))] })
    expect((await post('/v2/models/add/infer', rows(1024))).status).toBe(200)
    expect((await post('/v2/models/add/infer', rows(1025))).status).toBe(400)
    expect((await post('/v2/models/centred/infer', rows(1025))).status).toBe(200)
  })

  it('takes a body that comes in pieces', async () => {
    const body = Buffer.from(JSON.stringify({ inputs: [x(1, 2)] }))
    const pieces = Array.from(body, (byte) => Uint8Array.of(byte))
    const answer = await send(`${test.url}/v2/models/add/infer`, { 'transfer-encoding': 'chunked' }, pieces)
    expect([answer.status, JSON.parse(answer.body).outputs[0]?.data]).toEqual([200, [11, 12]])
  })

  it('refuses a body that is too large, announced or not, and lives on', async () => {
    const body = JSON.stringify({ inputs: [x(1, 2)] })
    expect((await post('/v2/models/add/infer', body.padEnd(100_000))).status).toBe(200)
    expect((await post('/v2/models/add/infer', body.padEnd(100_001))).status).toBe(413)
    const chunks = Array.from({ length: 40 }, () => Buffer.alloc(10_000, ' '))
    expect(
      (await send(`${test.url}/v2/models/add/infer`, { 'transfer-encoding': 'chunked' }, chunks)).status,
    ).toBe(413)
    expect(await live()).toBe(200)
  })

  it('takes gzip and deflate, and refuses what inflates too far, is damaged, or is of another kind', async () => {
    const body = Buffer.from(JSON.stringify({ inputs: [x(1, 2)] }))
    const infer = (bytes: Uint8Array<ArrayBuffer>, encoding: string) =>
      post('/v2/models/add/infer', bytes, { 'content-encoding': encoding })
    expect((await infer(gzipSync(body), 'gzip')).status).toBe(200)
    expect((await infer(deflateSync(body), 'deflate')).status).toBe(200)
    expect((await infer(gzipSync(Buffer.alloc(50_000_000)), 'gzip')).status).toBe(413)
    expect((await infer(gzipSync(body).subarray(0, 20), 'gzip')).status).toBe(400)
    expect((await infer(body, 'gzip')).status).toBe(400)
    expect((await infer(body, 'br')).status).toBe(415)
    expect(await live()).toBe(200)
  })

  it('takes JSON of any depth without falling over', async () => {
    const deep = `${'['.repeat(40_000)}${']'.repeat(40_000)}`
    const request = `{"inputs":[{"name":"x","datatype":"FP32","shape":[1,2],"data":${deep}}]}`
    expect((await post('/v2/models/add/infer', request)).status).toBe(400)
    expect((await post('/v2/models/add/infer', deep)).status).toBe(400)
    expect((await post('/v2/repository/index', `{"ready":${deep}}`)).status).toBe(400)
    expect(await live()).toBe(200)
  })

  it('never repeats what was sent, in an error', async () => {
    const secret = { name: 'x', datatype: 'FP32', shape: [1, 2], data: ['s3cret', 1] }
    const { status, body } = await post('/v2/models/add/infer', JSON.stringify({ inputs: [secret] }))
    expect([status, body.error.includes('s3cret'), body.error.includes('inputs[0].data')]).toEqual([
      400,
      false,
      true,
    ])
  })

  it('sends a request away when too many wait, and gives one up at its deadline', async () => {
    const slow = test.infer('slow', n(3000))
    while (!(await isRunning())) await new Promise((resolve) => setImmediate(resolve))
    const waits = test.infer('slow', { ...n(4), parameters: { timeout: 50_000 } })
    const refused = await firstRefusal()
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1'])
    expect((await waits).status).toBe(504)
    expect((await slow).status).toBe(200)

    async function isRunning() {
      // A request with the shortest deadline ends as 504 only behind another one.
      return (await test.infer('slow', { ...n(2), parameters: { timeout: 1000 } })).status === 504
    }
    async function firstRefusal() {
      for (;;) {
        const response = await test.infer('slow', { ...n(2), parameters: { timeout: 1000 } })
        if (response.status === 429) return response
      }
    }
  })

  it('gives the place in line of a client that went away to the next', async () => {
    const busy = await testServer({ limits: { queueRows: 1, drainMs: 10 } })
    await busy.deploy({ name: 'slow', version: 'v1', bytes: slowModel() })
    const probe = async () => (await busy.infer('slow', { ...n(2), parameters: { timeout: 1000 } })).status
    let finished = false
    const running = busy.infer('slow', n(6000)).then(
      () => {
        finished = true
      },
      () => 'cut off',
    )
    while ((await probe()) !== 504) await new Promise((resolve) => setImmediate(resolve))
    const client = new AbortController()
    const url = `${busy.url}/v2/models/slow/infer`
    const gone = fetch(url, { method: 'POST', body: JSON.stringify(n(2)), signal: client.signal })
    while ((await probe()) !== 429) await new Promise((resolve) => setImmediate(resolve))
    client.abort()
    await expect(gone).rejects.toThrow()
    while ((await probe()) !== 504) await new Promise((resolve) => setImmediate(resolve))
    expect(finished).toBe(false)
    await busy.server.close()
    // The time to finish was over before the run was.
    expect(await running).toBe('cut off')
  })

  it('says not ready of a model that is on its way, and live all along', async () => {
    const fresh = await testServer()
    expect((await fetch(`${fresh.url}/v2/health/ready`)).status).toBe(200)
    const deploy = fresh.deploy({ name: 'add', version: 'v1', bytes: addModel(1) })
    while (fresh.server.statuses().length === 0) await new Promise((resolve) => setImmediate(resolve))
    expect((await fetch(`${fresh.url}/v2/health/ready`)).status).toBe(503)
    expect((await fresh.infer('add', { inputs: [x(1, 2)] })).status).toBe(503)
    expect((await fetch(`${fresh.url}/v2/models/add/ready`)).status).toBe(503)
    expect((await fetch(`${fresh.url}/v2/health/live`)).status).toBe(200)
    await deploy
    expect((await fetch(`${fresh.url}/v2/health/ready`)).status).toBe(200)
    await fresh.server.close()
  })
})
