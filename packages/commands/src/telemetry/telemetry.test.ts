import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { MOST_CURVE_POINTS } from '@slipway/core'
import { TemporaryFolder } from '@slipway/store/testing'
import { describe, expect, it } from 'vitest'
import { amdSampler } from './amd-sampler.ts'
import { HostSampler } from './host-sampler.ts'
import { tryParseNvidiaSample } from './nvidia-sampler.ts'
import type { GpuSample, HostSample } from './sample.ts'
import { meterPeriodMs } from './stage-meter.ts'
import { H100_BUSY, MIG } from './testing/fake-nvidia-smi.ts'
import { UsageRecorder } from './usage-recorder.ts'

const GPU: GpuSample = {
  index: 0,
  uuid: null,
  name: 'NVIDIA L4',
  utilization: 0.5,
  memoryBytes: 1e9,
  totalBytes: 24e9,
  watts: 72,
  celsius: 60,
}
const HOST: HostSample = {
  cores: 8,
  cpu: 0.25,
  busiestCore: 1,
  diskWait: 0.1,
  memoryBytes: 4e9,
  totalBytes: 16e9,
  diskReadBytes: 100,
  diskWrittenBytes: 50,
}

function filesIn(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

describe('UsageRecorder', () => {
  it('sums up utilization, idle share, memory, power, temperature and energy', () => {
    const recorder = new UsageRecorder()
    for (const utilization of [0, 0.01, 0.9, 1])
      recorder.add({ seconds: 900, gpus: [{ ...GPU, utilization }], host: HOST })
    expect(recorder.energyWh).toBeCloseTo(72, 10)
    expect(recorder.usage(['gpu'])).toEqual({
      runs_on: ['gpu'],
      seconds: 3600,
      samples: 4,
      gpus: [
        {
          index: 0,
          name: 'NVIDIA L4',
          utilization: { mean: 0.478, p50: 0.01, p95: 1 },
          idle: 0.5,
          memory_bytes: { mean: 1e9, max: 1e9, total: 24e9 },
          power_watts: { mean: 72, max: 72 },
          temperature_celsius: { mean: 60, max: 60 },
        },
      ],
      host: {
        cores: 8,
        cpu: { mean: 0.25, p95: 0.25 },
        busiest_core: 1,
        disk_wait: 0.1,
        memory_bytes: { max: 4e9, total: 16e9 },
        disk_read_bytes: 400,
        disk_written_bytes: 200,
      },
      curve: { seconds_per_point: 900, gpu: [0, 0.01, 0.9, 1], cpu: [0.25, 0.25, 0.25, 0.25] },
    })
  })

  it('knows nothing of what nobody told, and has nothing without samples', () => {
    const recorder = new UsageRecorder()
    expect(recorder.usage([])).toBeUndefined()
    recorder.add({
      seconds: 5,
      gpus: [{ ...GPU, utilization: null, watts: null, celsius: null }],
      host: null,
    })
    expect(recorder.energyWh).toBeUndefined()
    expect(recorder.usage([])).toMatchObject({
      host: null,
      gpus: [{ utilization: null, idle: null, power_watts: null, temperature_celsius: null }],
      curve: { gpu: [null], cpu: [null] },
    })
  })

  it('keeps a bounded curve of five days, whose mean is that of the samples', () => {
    const recorder = new UsageRecorder()
    const count = (5 * 86_400) / 5
    for (let at = 0; at < count; at++)
      recorder.add({ seconds: 5, gpus: [{ ...GPU, utilization: at / count }], host: null })
    const usage = recorder.usage([])
    const points = (usage?.curve.gpu ?? []).map(Number)
    expect(points.length).toBeLessThanOrEqual(MOST_CURVE_POINTS)
    expect(points.length).toBeGreaterThanOrEqual(MOST_CURVE_POINTS / 2)
    expect([...points].sort((a, b) => a - b)).toEqual(points)
    expect(points.reduce((sum, point) => sum + point, 0) / points.length).toBeCloseTo(0.5, 1)
    expect(JSON.stringify(usage).length).toBeLessThan(4000)
  })
})

describe('tryParseNvidiaSample()', () => {
  it('reads a line of the table, and takes what is in brackets for unknown', () => {
    expect(tryParseNvidiaSample(H100_BUSY)).toEqual({
      index: 0,
      uuid: 'GPU-5f3e9c1a-0b7d-4a77-9d2f-7c1e5b2a6f10',
      name: 'NVIDIA H100 80GB HBM3',
      utilization: 0.97,
      memoryBytes: 40_960 * 2 ** 20,
      totalBytes: 81_559 * 2 ** 20,
      watts: 612.48,
      celsius: 61,
    })
    expect(tryParseNvidiaSample(MIG)).toMatchObject({ index: 1, utilization: null, watts: null, celsius: 35 })
    expect(tryParseNvidiaSample('No devices were found')).toBeUndefined()
  })
})

describe('amdSampler()', () => {
  it('reads the driver’s files of AMD’s cards alone', () => {
    using folder = new TemporaryFolder()
    filesIn(folder.path('drm'), {
      'card0/device/vendor': '0x1a03\n',
      'card0/device/gpu_busy_percent': '3\n',
      'card0-DP-1/device/vendor': '0x1002\n',
      'card1/device/vendor': '0x1002\n',
      'card1/device/gpu_busy_percent': '83\n',
      'card1/device/mem_info_vram_used': '17179869184\n',
      'card1/device/mem_info_vram_total': '206141652992\n',
      'card1/device/unique_id': 'a1b2\n',
      'card1/device/hwmon/hwmon4/power1_input': '412000000\n',
      'card1/device/hwmon/hwmon4/temp1_input': '45000\n',
      'card1/device/hwmon/hwmon4/temp2_input': '61000\n',
    })
    expect(amdSampler(folder.path('drm')).read()).toEqual([
      {
        index: 0,
        uuid: 'a1b2',
        name: null,
        utilization: 0.83,
        memoryBytes: 2 ** 34,
        totalBytes: 206_141_652_992,
        watts: 412,
        celsius: 61,
      },
    ])
    expect(amdSampler(folder.path('none')).read()).toEqual([])
  })
})

describe('HostSampler', () => {
  const stat = (core0: string, core1: string) => `cpu  1 2 3\ncpu0 ${core0}\ncpu1 ${core1}\nintr 5\n`
  const disk = (read: number, written: number) =>
    `   8 0 sda 1 0 ${read} 0 1 0 ${written} 0 0 0\n   8 1 sda1 1 0 999 0 1 0 999 0 0 0\n   7 0 loop0 1 0 999 0 1 0 999 0\n`
  const meminfo = 'MemTotal:       16000 kB\nMemFree: 1 kB\nMemAvailable:    12000 kB\n'

  it('tells shares and bytes since the time before; partitions do not count twice', () => {
    using folder = new TemporaryFolder()
    const proc = folder.path('proc')
    const sampler = new HostSampler(proc)
    filesIn(proc, {
      stat: stat('100 0 0 900 0 0 0 0 0 0', '0 0 0 0 0 0 0 0 0 0'),
      diskstats: disk(10, 20),
      meminfo,
    })
    expect(sampler.read()).toBeNull()
    // The first core worked all the time, guests in it; the second waited for half, and was idle for half.
    filesIn(proc, {
      stat: stat('160 0 40 900 0 0 0 0 50 0', '0 0 0 50 50 0 0 0 0 0'),
      diskstats: disk(12, 25),
      meminfo,
    })
    expect(sampler.read()).toEqual({
      cores: 2,
      cpu: 0.5,
      busiestCore: 1,
      diskWait: 0.25,
      memoryBytes: 4_096_000,
      totalBytes: 16_384_000,
      diskReadBytes: 1024,
      diskWrittenBytes: 2560,
    })
  })

  it('has nothing to tell where there are no such files', () => {
    using folder = new TemporaryFolder()
    expect(new HostSampler(folder.path('proc')).read()).toBeNull()
  })
})

describe('meterPeriodMs()', () => {
  it('is five seconds, or what the variable says; 0 is never', () => {
    expect(meterPeriodMs({})).toBe(5000)
    expect(meterPeriodMs({ SLIPWAY_METER_SECONDS: '0.5' })).toBe(500)
    expect(meterPeriodMs({ SLIPWAY_METER_SECONDS: '0' })).toBeUndefined()
    expect(() => meterPeriodMs({ SLIPWAY_METER_SECONDS: 'often' })).toThrow(
      expect.objectContaining({ code: 'run/meter-invalid' }),
    )
  })
})
