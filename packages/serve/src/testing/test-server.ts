import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Digest, digestOf, type Golden } from '@slipway/core'
import { findRuntime } from '@slipway/onnx'
import { DEFAULT_LIMITS, type Limits } from '../limits.ts'
import { fileSource } from '../model/byte-source.ts'
import { desiredFile } from '../source/desired-file.ts'
import { type RunningServer, startServer } from '../start-server.ts'

/** A model to serve in a test; the digest is that of the bytes unless the test says otherwise. */
export interface TestModel {
  readonly name: string
  readonly version: string
  readonly bytes: Uint8Array
  readonly digest?: Digest
  readonly stage?: string
  readonly golden?: readonly Golden[]
}

export interface TestServer {
  readonly server: RunningServer
  readonly url: string
  readonly folder: string
  readonly log: string[]
  /** Makes these the desired models, and waits until they serve or failed. */
  deploy(...models: readonly TestModel[]): Promise<void>
  /** Process id of the runner that was started last for this version. */
  runnerPid(version: string): number
  infer(model: string, request: object, headers?: Record<string, string>): Promise<Response>
}

/** A real server on loopback, with real runners, that follows a desired-state file in a folder of its own. */
export async function testServer(
  options: { readonly limits?: Partial<Limits>; readonly clock?: () => number } = {},
): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-serve-'))
  const file = join(folder, 'serving.json')
  const write = (models: readonly object[]) => {
    writeFileSync(`${file}.new`, JSON.stringify({ schema: 'slipway.serving/v1', models }))
    renameSync(`${file}.new`, file)
  }
  write([])
  const log: string[] = []
  const server = await startServer({
    host: '127.0.0.1',
    port: 0,
    source: desiredFile(file, (_store, digest) => fileSource(join(folder, 'store', digest))),
    // Tests ask when they want to know.
    pollMs: 3_600_000,
    cacheFolder: join(folder, 'cache'),
    runtime: findRuntime({ cwd: import.meta.dirname }),
    limits: { ...DEFAULT_LIMITS, ...options.limits },
    ...(options.clock ? { clock: options.clock } : {}),
    log: (line) => log.push(line),
  })
  await server.poll()
  const closed = server.close
  return {
    server: Object.assign(server, {
      close: async () => {
        await closed()
        rmSync(folder, { recursive: true, force: true })
      },
    }),
    url: server.url,
    folder,
    log,
    deploy: async (...models) => {
      write(
        models.map(({ name, version, bytes, stage, digest = digestOf(bytes), golden }) => {
          const base = `${name}-${version}`
          writeFileSync(join(folder, `${base}.onnx`), bytes)
          if (golden) {
            const text = JSON.stringify({ schema: 'slipway.golden/v1', cases: golden })
            writeFileSync(join(folder, `${base}.json`), text)
          }
          return {
            name,
            version,
            digest,
            source: `${base}.onnx`,
            ...(stage ? { stage } : {}),
            ...(golden ? { golden: `${base}.json` } : {}),
          }
        }),
      )
      await server.poll()
    },
    runnerPid: (version) => {
      const line = log.findLast((entry) => entry.includes(`${version}: process `)) ?? ''
      return Number(/process ([0-9]+)/.exec(line)?.[1])
    },
    infer: (model, request, headers = {}) =>
      fetch(`${server.url}/v2/models/${model}/infer`, {
        method: 'POST',
        body: JSON.stringify(request),
        headers,
      }),
  }
}
