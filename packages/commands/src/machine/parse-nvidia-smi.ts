import { parseXml, textAt, type XmlElement } from '@slipway/store'
import { computeCapability } from './compute-capability.ts'
import type { Gpu, GpuMemory, GpuProcess, GpuReading } from './gpu.ts'

const MIB = 2 ** 20

/**
 * Reads what `nvidia-smi -q -x` prints, of every version of its document type since 2019. Values that a GPU or a driver
 * does not know ("N/A", "[Not Supported]", "Unknown Error") are null.
 * @throws Error for what is not such a document
 * @see nvsmi_device_v12.dtd, which the driver installs beside the tool
 */
export function parseNvidiaSmi(text: string): Extract<GpuReading, { state: 'read' }> {
  const log = parseXml(text.replace(/<!DOCTYPE [^>[]*>/, ''))
  if (log.name !== 'nvidia_smi_log') throw new Error(`the document is a "${log.name}"`)
  const gpus = log.children.filter(({ name }) => name === 'gpu')
  return {
    state: 'read',
    vendor: 'nvidia',
    driver: known(textAt(log, 'driver_version')),
    cuda: known(textAt(log, 'cuda_version')),
    gpus: gpus.map((gpu, index) => readGpu(gpu, index)),
  }
}

function readGpu(gpu: XmlElement, index: number): Gpu {
  const name = known(textAt(gpu, 'product_name')) ?? 'an unnamed GPU'
  const persistence = known(textAt(gpu, 'persistence_mode'))
  return {
    index,
    name,
    uuid: known(textAt(gpu, 'uuid')),
    bus: known(textAt(gpu, 'pci', 'pci_bus_id')),
    memory: memoryOf(gpu),
    compute: computeCapability(name, known(textAt(gpu, 'product_architecture'))),
    computeMode: known(textAt(gpu, 'compute_mode')),
    persistence: persistence === null ? null : persistence === 'Enabled',
    instances:
      known(textAt(gpu, 'mig_mode', 'current_mig')) === 'Enabled'
        ? childrenAt(gpu, 'mig_devices')
            .map(memoryOf)
            .filter((memory) => memory !== null)
        : null,
    eccErrors: eccErrors(gpu),
    repair: repairOf(gpu),
    temperature: temperatureOf(gpu),
    throttling: throttlingOf(gpu),
    processes: processesOf(gpu),
  }
}

function memoryOf(element: XmlElement): GpuMemory | null {
  const total = amount(textAt(element, 'fb_memory_usage', 'total'))
  const free = amount(textAt(element, 'fb_memory_usage', 'free'))
  return total === null || free === null ? null : { totalBytes: total * MIB, freeBytes: free * MIB }
}

/** Counts since the driver was loaded; drivers before 450 and GPUs before Ampere count by bits, later ones by kind of memory. */
function eccErrors(gpu: XmlElement): Gpu['eccErrors'] {
  if (known(textAt(gpu, 'ecc_mode', 'current_ecc')) !== 'Enabled') return null
  const volatile = (...names: string[]) => amount(textAt(gpu, 'ecc_errors', 'volatile', ...names))
  const sum = (...counts: (number | null)[]) => counts.reduce<number>((all, count) => all + (count ?? 0), 0)
  return {
    corrected: sum(
      volatile('sram_correctable'),
      volatile('dram_correctable'),
      volatile('single_bit', 'total'),
    ),
    uncorrected: sum(
      volatile('sram_uncorrectable'),
      volatile('sram_uncorrectable_parity'),
      volatile('sram_uncorrectable_secded'),
      volatile('dram_uncorrectable'),
      volatile('double_bit', 'total'),
    ),
  }
}

const REPAIRS: readonly ({ readonly path: readonly string[] } & NonNullable<Gpu['repair']>)[] = [
  {
    path: ['remapped_rows', 'remapped_row_failure'],
    what: 'no spare row of memory is left',
    mend: 'replace',
  },
  { path: ['gpu_reset_status', 'reset_required'], what: 'it waits for a reset', mend: 'reset now' },
  {
    path: ['remapped_rows', 'remapped_row_pending'],
    what: 'a broken row of memory waits for a reset to be replaced',
    mend: 'reset soon',
  },
  {
    path: ['retired_pages', 'pending_retirement'],
    what: 'a broken page of memory waits for a reset to be taken out of use',
    mend: 'reset soon',
  },
]

function repairOf(gpu: XmlElement): Gpu['repair'] {
  const found = REPAIRS.find(({ path }) => known(textAt(gpu, ...path)) === 'Yes')
  return found ? { what: found.what, mend: found.mend } : null
}

function temperatureOf(gpu: XmlElement): Gpu['temperature'] {
  const celsius = amount(textAt(gpu, 'temperature', 'gpu_temp'))
  if (celsius === null) return null
  return { celsius, slowdownCelsius: amount(textAt(gpu, 'temperature', 'gpu_temp_slow_threshold')) }
}

/** Reasons that cost speed without being asked for; idle clocks, set clocks and a power limit are as people want them. */
const THROTTLING: Readonly<Record<string, string>> = {
  hw_thermal_slowdown: 'hardware thermal slowdown',
  sw_thermal_slowdown: 'software thermal slowdown',
  hw_power_brake_slowdown: 'power brake',
}

function throttlingOf(gpu: XmlElement): string[] {
  const reasons = ['clocks_event_reasons', 'clocks_throttle_reasons'].flatMap((name) => childrenAt(gpu, name))
  return reasons
    .filter(({ text }) => text.trim() === 'Active')
    .flatMap(({ name }) => THROTTLING[name.replace(/^clocks_(?:event|throttle)_reason_/, '')] ?? [])
}

function processesOf(gpu: XmlElement): GpuProcess[] | null {
  const list = gpu.children.find(({ name }) => name === 'processes')
  // "N/A" in a container, which cannot see the others' processes; empty or "None" where there are none.
  if (!list || list.text.trim() === 'N/A') return null
  return list.children
    .filter(({ name }) => name === 'process_info')
    .map((info) => {
      const used = amount(textAt(info, 'used_memory'))
      return {
        pid: amount(textAt(info, 'pid')) ?? 0,
        // Arguments are left out: they may hold a secret.
        name: known(textAt(info, 'process_name'))?.replace(/ .*$/s, '').replace(/^.*\//, '') ?? 'a process',
        isGraphics: known(textAt(info, 'type')) === 'G',
        usedBytes: used === null ? null : used * MIB,
      }
    })
}

function childrenAt(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.find((child) => child.name === name)?.children ?? []
}

/** A text that says something. */
function known(text: string | undefined): string | null {
  const trimmed = text?.trim()
  return !trimmed || /^(?:\[?N\/A\]?|None|\[?Not Supported\]?|\[?Unknown Error\]?)$/i.test(trimmed)
    ? null
    : trimmed
}

/** The number of "15360 MiB", "40 C"; null where there is none. */
function amount(text: string | undefined): number | null {
  const value = Number.parseFloat(known(text) ?? '')
  return Number.isNaN(value) ? null : value
}
