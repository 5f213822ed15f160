import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { GpuSampler } from './gpu-sampler.ts'
import type { GpuSample } from './sample.ts'

/**
 * Reads the files of the amdgpu driver. AMD's tools read the same ones, start a Python for it each time, and print nothing in
 * their watch mode where they run in a container.
 * @see https://docs.kernel.org/gpu/amdgpu/thermal.html
 */
export function amdSampler(root = '/sys/class/drm'): GpuSampler {
  const devices = existsSync(root)
    ? readdirSync(root)
        .filter((name) => /^card\d+$/.test(name))
        .sort((a, b) => Number(a.slice(4)) - Number(b.slice(4)))
        .map((name) => join(root, name, 'device'))
        .filter((path) => readText(join(path, 'vendor')) === '0x1002')
    : []
  const sensors = devices.map((path) => ({ path, monitor: monitorOf(path) }))
  return {
    read: () => sensors.map(({ path, monitor }, index) => readDevice(path, monitor, index)),
    stop: () => {},
  }
}

function monitorOf(device: string): string | undefined {
  const folder = join(device, 'hwmon')
  const [name] = existsSync(folder) ? readdirSync(folder) : []
  return name === undefined ? undefined : join(folder, name)
}

function readDevice(device: string, monitor: string | undefined, index: number): GpuSample {
  const number = (folder: string | undefined, name: string, per: number) => {
    const text = folder === undefined ? null : readText(join(folder, name))
    return text === null || !/^\d+$/.test(text) ? null : Number(text) / per
  }
  return {
    index,
    uuid: readText(join(device, 'unique_id')),
    name: readText(join(device, 'product_name')) || null,
    utilization: number(device, 'gpu_busy_percent', 100),
    memoryBytes: number(device, 'mem_info_vram_used', 1),
    totalBytes: number(device, 'mem_info_vram_total', 1),
    // Microwatts and thousandths of a degree; newer cards tell the power of this moment only.
    watts: number(monitor, 'power1_average', 1e6) ?? number(monitor, 'power1_input', 1e6),
    celsius: number(monitor, 'temp2_input', 1e3) ?? number(monitor, 'temp1_input', 1e3),
  }
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return null
  }
}
