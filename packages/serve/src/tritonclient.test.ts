import { execFile, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { identityModel, slowModel, sumModel } from '@slipway/onnx/testing'
import { expect, it } from 'vitest'
import { testServer } from './testing/test-server.ts'

/** Python with NVIDIA's client, which `npm test` installs once; undefined where that could not be. */
function pythonWithClient(): string | undefined {
  const python = join(import.meta.dirname, '../../../test/.tools/python/bin/python')
  const { status } = spawnSync(python, ['-c', 'import tritonclient.http'], { timeout: 60_000 })
  if (status === 0) return python
  console.warn('SKIPPED: tritonclient is not in test/.tools/python; `npm test` puts it there')
  return undefined
}

const python = pythonWithClient() ?? ''

it.skipIf(python === '')('tritonclient[http] works with its defaults', { timeout: 60_000 }, async () => {
  const test = await testServer()
  await test.deploy(
    { name: 'sum', version: 'v1', bytes: sumModel(), stage: 'prod' },
    { name: 'text', version: 'v1', bytes: identityModel('BYTES', [null]) },
    { name: 'slow', version: 'v1', bytes: slowModel() },
  )
  try {
    const script = join(import.meta.dirname, 'tritonclient_session.py')
    const { stdout } = await promisify(execFile)(python, [script, new URL(test.url).host], {
      env: { PATH: process.env.PATH, PYTHONDONTWRITEBYTECODE: '1' },
    })
    const seen = JSON.parse(stdout)
    expect(seen).toMatchObject({
      live: true,
      ready: true,
      server: { name: 'slipway', extensions: ['binary_tensor_data'] },
      model_ready: true,
      version_ready: true,
      metadata: { name: 'sum', versions: ['v1'], platform: 'onnx_onnxv1', properties: { stage: 'prod' } },
      response: { id: 'first', model_name: 'sum', model_version: 'v1' },
      unknown: ['404', expect.stringContaining('Request for unknown model')],
      wrong_shape: ['400', expect.stringContaining('[-1,16]')],
      timeout: ['504', expect.stringContaining('100 ms')],
      live_after: true,
    })
    expect(seen.index).toHaveLength(3)
    expect(seen.response.outputs[0].parameters).toEqual({ binary_data_size: 128 })
  } finally {
    await test.server.close()
  }
})
