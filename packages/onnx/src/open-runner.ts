import { type ChildProcess, fork } from 'node:child_process'
import { dirname } from 'node:path'
import { onnxError } from './error.ts'
import type { Runtime } from './find-runtime.ts'
import { networkIsolation } from './network-isolation.ts'
import { Runner } from './runner.ts'
import { runnerEntry } from './runner-entry.ts'

export interface RunnerOptions {
  readonly modelFile: string
  readonly runtime: Runtime
  /** Threads of one run; default 1. */
  readonly threads?: number
  /** Default 120,000: large models take long to optimise. */
  readonly loadTimeoutMs?: number
  /** Default 256 MiB. */
  readonly maxOutputBytes?: number
  /** The runner's program; default: found beside this module. */
  readonly entry?: string
  readonly signal?: AbortSignal
}

/**
 * Starts a process that holds one session of one model: no token, no home, no network where the machine can keep it
 * away, no telemetry. A process and not a thread, because a run cannot be stopped in any other way.
 *
 * @throws onnx/load-failed where the runtime refuses the model
 * @throws onnx/run-timeout, onnx/runner-died
 */
export async function openRunner(options: RunnerOptions): Promise<Runner> {
  const isolation = await networkIsolation()
  options.signal?.throwIfAborted()
  const child = startProcess(options.entry ?? runnerEntry(), options.modelFile, isolation)
  const runner = new Runner(child, {
    modelFile: options.modelFile,
    network: isolation.length > 0 ? 'isolated' : 'not isolated',
  })
  const abort = () => runner.kill(onnxError('onnx/runner-died', 'Cannot load model: it is no longer wanted'))
  options.signal?.addEventListener('abort', abort, { once: true })
  try {
    await runner.load(
      {
        type: 'load',
        runtime: options.runtime.path,
        modelFile: options.modelFile,
        threads: options.threads ?? 1,
        maxOutputBytes: options.maxOutputBytes ?? 256 * 2 ** 20,
      },
      options.loadTimeoutMs ?? 120_000,
    )
    return runner
  } catch (error) {
    await runner.close()
    throw error
  } finally {
    options.signal?.removeEventListener('abort', abort)
  }
}

function startProcess(entry: string, modelFile: string, isolation: readonly string[]): ChildProcess {
  const [command = process.execPath, ...before] = [...isolation, process.execPath]
  return fork(entry, [], {
    execPath: command,
    execArgv: before,
    cwd: dirname(modelFile),
    // Named one by one: nothing of the server's environment, above all no token, reaches the code that runs the model.
    env: { PATH: process.env.PATH, ORT_DISABLE_TELEMETRY: '1', MALLOC_ARENA_MAX: '2' },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
}
