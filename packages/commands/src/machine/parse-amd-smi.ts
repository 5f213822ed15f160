import type { Gpu, GpuReading } from './gpu.ts'

/** A part of the tool's JSON whose shape differs from version to version. */
type Loose = { readonly [key: string]: unknown } | undefined

/** The tool says MB and means 2²⁰: an MI300X of 192 GiB has "196592 MB". */
const UNIT: Readonly<Record<string, number>> = { B: 1, KB: 2 ** 10, MB: 2 ** 20, GB: 2 ** 30 }

/**
 * Reads what `amd-smi static --json` and `amd-smi metric --json` print: a list of GPUs until ROCm 6, `{"gpu_data": […]}`
 * since 7. Values that are not known ("N/A") are null.
 * @throws Error for what is not such a text
 */
export function parseAmdSmi(staticText: string, metricText: string): Extract<GpuReading, { state: 'read' }> {
  const metrics = new Map(gpusIn(metricText).map((gpu) => [gpu.gpu, gpu]))
  const gpus = gpusIn(staticText)
  return {
    state: 'read',
    vendor: 'amd',
    driver: text(at(gpus[0], 'driver').version),
    cuda: null,
    gpus: gpus.map((gpu, index) => readGpu(gpu, metrics.get(gpu.gpu), index)),
  }
}

function readGpu(gpu: Loose, metric: Loose, index: number): Gpu {
  const usage = at(metric, 'mem_usage')
  const total = bytes(usage.total_vram) ?? bytes(at(gpu, 'vram').size)
  const used = bytes(usage.used_vram)
  const free = bytes(usage.free_vram) ?? (total === null || used === null ? null : total - used)
  const ecc = at(metric, 'ecc')
  const [corrected, uncorrected] = [
    number(ecc.total_correctable_count),
    number(ecc.total_uncorrectable_count),
  ]
  const celsius = number(at(metric, 'temperature').hotspot) ?? number(at(metric, 'temperature').edge)
  return {
    ...ONLY_NVIDIA,
    index,
    name: text(at(gpu, 'asic').market_name) ?? 'an AMD GPU',
    uuid: text(at(gpu, 'asic').asic_serial),
    bus: text(at(gpu, 'bus').bdf),
    memory: total === null || free === null ? null : { totalBytes: total, freeBytes: free },
    eccErrors: uncorrected === null ? null : { corrected: corrected ?? 0, uncorrected },
    temperature:
      celsius === null
        ? null
        : {
            celsius,
            slowdownCelsius:
              number(at(at(gpu, 'limit'), 'slowdown_temperature').hotspot) ??
              number(at(gpu, 'limit').slowdown_hotspot_temperature),
          },
  }
}

/** What AMD's tools do not tell. */
export const ONLY_NVIDIA = {
  compute: null,
  computeMode: null,
  persistence: null,
  instances: null,
  repair: null,
  throttling: [],
  processes: null,
} as const

function gpusIn(json: string): Exclude<Loose, undefined>[] {
  // Warnings may stand before the data.
  const value: unknown = JSON.parse(json.slice(Math.max(0, json.search(/^[[{]/m))))
  const list = Array.isArray(value) ? value : (value as { gpu_data?: unknown }).gpu_data
  if (!Array.isArray(list)) throw new Error('there is no list of GPUs in it')
  return list.filter((gpu) => typeof gpu === 'object' && gpu !== null && 'gpu' in gpu)
}

function at(value: Loose, key: string): Exclude<Loose, undefined> {
  const found = value?.[key]
  return typeof found === 'object' && found !== null ? (found as Exclude<Loose, undefined>) : {}
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value !== 'N/A' ? value : null
}

/** `{"value": 36, "unit": "C"}`, or 36. */
function number(value: unknown): number | null {
  const inner = typeof value === 'object' && value !== null && 'value' in value ? value.value : value
  return typeof inner === 'number' ? inner : null
}

function bytes(value: unknown): number | null {
  const unit = typeof value === 'object' && value !== null && 'unit' in value ? String(value.unit) : 'MB'
  const amount = number(value)
  return amount === null ? null : amount * (UNIT[unit] ?? UNIT.MB ?? 1)
}
