import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Digest, digestOf } from '@slipway/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fileSource, readVerified } from '../model/byte-source.ts'
import { desiredFile } from './desired-file.ts'

const signal = new AbortController().signal
const BYTES = Buffer.from('a model')
const DIGEST = digestOf(BYTES)
const GOLDEN = {
  schema: 'slipway.golden/v1',
  cases: [
    {
      inputs: [{ name: 'x', datatype: 'FP32', shape: [1], data: [1] }],
      outputs: [{ name: 'y', datatype: 'FP32', shape: [1], data: [2] }],
      tolerance: 0,
    },
  ],
}

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-state-'))
  writeFileSync(join(folder, 'm.onnx'), BYTES)
})
afterEach(() => rmSync(folder, { recursive: true }))

const write = (state: object) =>
  writeFileSync(join(folder, 'serving.json'), JSON.stringify({ schema: 'slipway.serving/v1', ...state }))
const storeSource = (store: string, digest: Digest, from: string) =>
  fileSource(join(from, `${store}-${digest.slice(7)}`))
const read = () => desiredFile(join(folder, 'serving.json'), storeSource).read(signal)
const entry = { name: 'm', version: 'v1', digest: DIGEST }

describe('desiredFile()', () => {
  it('finds the bytes by path, file address, http address, or in the store', async () => {
    const server = createServer((_request, response) => response.end(BYTES))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    writeFileSync(join(folder, `here-${DIGEST.slice(7)}`), BYTES)
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/m.onnx`
    for (const source of ['m.onnx', pathToFileURL(join(folder, 'm.onnx')).href, url, undefined]) {
      write({ store: 'here', models: [{ ...entry, ...(source ? { source } : {}) }] })
      const [model] = (await read()).models
      expect(await readVerified(DIGEST, model?.sources ?? [], 100, signal), source).toEqual(BYTES)
    }
    server.close()
  })

  it('reads golden files with it, and sees a change of either', async () => {
    write({ models: [{ ...entry, stage: 'prod', source: 'm.onnx', golden: 'golden.json' }] })
    await expect(read()).rejects.toMatchObject({ code: 'serve/source-failed' })
    writeFileSync(join(folder, 'golden.json'), '{"schema": "slipway.golden/v1", "cases": []}')
    await expect(read()).rejects.toMatchObject({ code: 'core/record-invalid' })
    writeFileSync(join(folder, 'golden.json'), JSON.stringify(GOLDEN))
    const state = await read()
    expect(state).toMatchObject({
      models: [{ ...entry, stage: 'prod', golden: GOLDEN.cases }],
      unsettled: [],
    })
    write({ models: [] })
    expect((await read()).models).toEqual([])
  })

  it('says which file it cannot read', async () => {
    await expect(read()).rejects.toMatchObject({
      code: 'serve/source-failed',
      message: expect.stringContaining('serving.json'),
    })
  })
})
