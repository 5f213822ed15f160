import { closeSync, existsSync, openSync, readFileSync, readSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { type Digest, digestOf, type EnvironmentDetails } from '@slipway/core'
import type { Context } from '../context.ts'
import type { GpuReading } from '../machine/gpu.ts'

/** What changes results or speed, by name; a value is told where it is a plain setting and can be no secret. */
const TOLD =
  /^(?:CUDA_VISIBLE_DEVICES|CUDA_LAUNCH_BLOCKING|CUBLAS_WORKSPACE_CONFIG|HIP_VISIBLE_DEVICES|ROCR_VISIBLE_DEVICES|NVIDIA_TF32_OVERRIDE|PYTHONHASHSEED|TF_DETERMINISTIC_OPS|TF_CUDNN_DETERMINISTIC|TF_ENABLE_ONEDNN_OPTS|TORCH_ALLOW_TF32_CUBLAS_OVERRIDE|(?:OMP|MKL|OPENBLAS|NUMEXPR|VECLIB_MAXIMUM)_(?:NUM_)?THREADS|MKL_CBWR)$/
const NAMED =
  /^(?:CUDA|CUDNN|NCCL|TORCH|PYTORCH|TF_(?:XLA|GPU|CUDNN|FORCE|NUM)|XLA|JAX|KERAS|HSA|MIOPEN|OMP|MKL|KMP|LD_PRELOAD|LD_LIBRARY_PATH)(?:_|$)/
const PLAIN = /^[\w:.,+-]{0,64}$/

/** The machine's part of the details: CPU, GPUs, system, variables. Reads a few files of the kernel. */
export function captureMachine(env: Context['env'], gpus: GpuReading): Omit<EnvironmentDetails, 'python'> {
  return {
    distribution: distribution(),
    cpu: { model: cpus()[0]?.model.trim() || 'unknown', cores: availableParallelism(), flags: cpuFlags() },
    cuda: gpus.state === 'read' ? gpus.cuda : null,
    gpus:
      gpus.state === 'read'
        ? gpus.gpus.map(({ name, memory }) => ({ name, memory_bytes: memory?.totalBytes ?? null }))
        : [],
    variables: toldVariables(env),
  }
}

/** Names of the variables that matter, with their values where they may be told. */
export function toldVariables(env: Context['env']): Record<string, string | null> {
  const names = Object.keys(env).filter(
    (name) => env[name] !== undefined && (TOLD.test(name) || NAMED.test(name)),
  )
  return Object.fromEntries(
    names.sort().map((name) => {
      const value = env[name] ?? ''
      return [name.slice(0, 200), TOLD.test(name) && PLAIN.test(value) ? value : null]
    }),
  )
}

function distribution(): string | null {
  if (!existsSync('/etc/os-release')) return null
  return (
    /^PRETTY_NAME="?([^"\n]*)"?$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1]?.slice(0, 200) || null
  )
}

/** Digest of the first processor's flags; libraries choose their code by them. */
function cpuFlags(): Digest | null {
  if (!existsSync('/proc/cpuinfo')) return null
  // The kernel writes this file as it is read, and a large machine's is long: one processor is enough.
  const buffer = Buffer.alloc(16384)
  const file = openSync('/proc/cpuinfo', 'r')
  try {
    const text = buffer.toString('latin1', 0, readSync(file, buffer))
    const flags = /^(?:flags|Features)\s*: (.*)$/m.exec(text)?.[1]
    return flags === undefined ? null : digestOf(flags.trim().split(/\s+/).sort().join(' '))
  } finally {
    closeSync(file)
  }
}
