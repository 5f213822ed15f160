import { isInRange, type VersionRange } from '@slipway/core'
import type { Context } from '../context.ts'
import type { Gpu, GpuMemory, GpuReading } from '../machine/gpu.ts'
import { gpuNames } from '../machine/gpu-names.ts'
import { visibleGpus } from '../machine/visible-gpus.ts'
import { type Check, failed, passed, unchecked, warned } from './check.ts'
import { judgeGpuHealth } from './judge-gpu-health.ts'
import { sizeText } from './size-text.ts'
import type { WantedGpu } from './wanted-machine.ts'

type Read = Extract<GpuReading, { state: 'read' }>

/** What a program can take as one GPU: a whole one, or an instance of one. */
interface Unit {
  readonly gpu: Gpu
  readonly memory: GpuMemory | null
}

/** GPUs against what the stages ask; where they ask for none, what is wrong is a warning. */
export function judgeGpus(
  reading: GpuReading,
  wanted: WantedGpu | undefined,
  env: Context['env'],
): readonly Check[] {
  const bad = wanted ? failed : warned
  if (reading.state === 'failed') {
    const tool = reading.vendor === 'nvidia' ? 'nvidia-smi' : "AMD's tool"
    return [bad('GPU', `${tool}: ${reading.reason}`, reading.hint, wanted && countText(wanted))]
  }
  if (reading.state === 'none') return [judgeNone(reading.onBus, wanted)]
  const gpus = visibleGpus(reading.gpus, reading.vendor, env)
  const hidden = reading.gpus.length - gpus.length
  const units = gpus.flatMap((gpu): Unit[] =>
    gpu.instances ? gpu.instances.map((memory) => ({ gpu, memory })) : [{ gpu, memory: gpu.memory }],
  )
  return [
    ...(wanted ? judgeCount(reading, gpus, units, hidden, wanted) : [passed('GPU', gpuNames(gpus))]),
    ...(wanted?.memoryBytes === undefined ? [] : [judgeMemory(units, wanted.count, wanted.memoryBytes)]),
    ...judgeVersions(reading, gpus, wanted),
    ...judgeGpuHealth(gpus, reading.vendor, wanted !== undefined),
  ]
}

const countText = ({ count, vendor }: WantedGpu) => `${count}${vendor ? ` of ${vendor.toUpperCase()}` : ''}`

function judgeNone(onBus: readonly string[], wanted: WantedGpu | undefined): Check {
  if (!wanted) return passed('GPU', 'none')
  if (onBus.length === 0)
    return failed(
      'GPU',
      'none',
      'Send the stage to another machine by its `runs-on`; in a container, give it the GPUs: docker run --gpus all',
      countText(wanted),
    )
  const names = onBus.map((vendor) => vendor.toUpperCase()).join(', ')
  return failed(
    'GPU',
    `a card of ${names} is on the bus, and its driver's tool is not there`,
    onBus.includes('nvidia')
      ? 'sudo ubuntu-drivers install --gpgpu, or as your system has it'
      : 'Install ROCm',
    countText(wanted),
  )
}

function judgeCount(
  { vendor }: Read,
  gpus: readonly Gpu[],
  units: readonly Unit[],
  hidden: number,
  wanted: WantedGpu,
): Check[] {
  const aside = hidden > 0 ? `; ${hidden} hidden by ${VISIBLE[vendor]}` : ''
  const found = `${gpuNames(gpus)}${aside}`
  if (wanted.vendor !== undefined && wanted.vendor !== vendor)
    return [failed('GPU', found, 'Send the stage to another machine by its `runs-on`', countText(wanted))]
  if (units.length < wanted.count) {
    const empty = gpus.some(({ instances }) => instances?.length === 0)
    const hint = empty
      ? 'Cut the GPU into instances (sudo nvidia-smi mig -cgi 19 -C), or switch MIG off (sudo nvidia-smi -mig 0)'
      : hidden > 0
        ? `Change ${VISIBLE[vendor]} on the runner`
        : 'Send the stage to another machine by its `runs-on`, or ask for fewer'
    return [failed('GPU', found, hint, countText(wanted))]
  }
  if (wanted.count > 1 && units.every(({ gpu }) => gpu.instances !== null))
    return [
      warned(
        'GPU',
        `${found}: a process sees one MIG instance only`,
        'Switch MIG off for training on several (sudo nvidia-smi -mig 0), or ask for one',
        countText(wanted),
      ),
    ]
  return [passed('GPU', found, countText(wanted))]
}

const VISIBLE = { nvidia: 'CUDA_VISIBLE_DEVICES', amd: 'HIP_VISIBLE_DEVICES' } as const

/** The count-th best GPU has to have the memory: which ones a stage takes is its own choice. */
function judgeMemory(units: readonly Unit[], count: number, bytes: number): Check {
  const subject = 'GPU memory'
  const wanted = `${sizeText(bytes)} free`
  const sorted = units.map(({ memory }) => memory).sort((a, b) => (b?.freeBytes ?? 0) - (a?.freeBytes ?? 0))
  const least = sorted[Math.min(count, sorted.length) - 1]
  if (!least) return failed(subject, 'unknown', 'Run nvidia-smi on the machine', wanted)
  const found = `${sizeText(least.freeBytes)} free of ${sizeText(least.totalBytes)}`
  if (least.freeBytes >= bytes) return passed(subject, found, wanted)
  return least.totalBytes >= bytes
    ? failed(subject, found, 'Another process holds it: nvidia-smi names it; end it, or wait', wanted)
    : failed(subject, found, 'Send the stage to a machine with larger GPUs by its `runs-on`', wanted)
}

function judgeVersions(
  { vendor, driver, cuda }: Read,
  gpus: readonly Gpu[],
  wanted: WantedGpu | undefined,
): Check[] {
  const update =
    'Update the driver on the runner; https://docs.nvidia.com/deploy/cuda-compatibility tells which'
  const noCuda = vendor === 'amd' ? 'none: the GPU is of AMD' : null
  const compute = gpus.map((gpu) => gpu.compute).filter((version) => version !== null)
  const lowest = compute.sort((a, b) => Number.parseFloat(a) - Number.parseFloat(b))[0]
  return [
    judgeVersion('driver', driver, wanted?.driver ?? [], update),
    ...(wanted?.cuda.length || cuda !== null
      ? [judgeVersion('CUDA', cuda ?? noCuda, wanted?.cuda ?? [], update)]
      : []),
    ...(wanted?.compute.length
      ? [
          judgeVersion(
            'compute capability',
            lowest ?? noCuda,
            wanted.compute,
            'Send the stage to a machine with newer GPUs by its `runs-on`',
          ),
        ]
      : []),
  ]
}

function judgeVersion(
  subject: string,
  version: string | null,
  ranges: readonly VersionRange[],
  hint: string,
): Check {
  const wanted = ranges.length === 0 ? null : ranges.map(({ text }) => text).join(' ')
  if (version === null) return unchecked(subject, 'the tool does not tell')
  return ranges.every((range) => /^[0-9]/.test(version) && isInRange(version, range))
    ? passed(subject, version, wanted)
    : failed(subject, version, hint, wanted)
}
