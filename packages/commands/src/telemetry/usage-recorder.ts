import type { GpuUsage, Usage } from '@slipway/core'
import { RunningValues, ShareCounts } from './running-values.ts'
import type { GpuSample, HostSample, Sample } from './sample.ts'
import { ThinnedCurve } from './thinned-curve.ts'

/** Below this a GPU did next to nothing: a display or a monitor makes a per cent or two. */
const IDLE = 0.05

/** Sums up samples of a machine in bounded memory, however many they are. */
export class UsageRecorder {
  readonly #gpus = new Map<number, GpuTotals>()
  readonly #host = new HostTotals()
  readonly #gpuCurve = new ThinnedCurve()
  readonly #cpuCurve = new ThinnedCurve()
  #samples = 0
  #seconds = 0
  #wattSeconds: number | undefined

  add({ seconds, gpus, host }: Sample): void {
    this.#samples++
    this.#seconds += seconds
    for (const gpu of gpus) {
      const totals = this.#gpus.get(gpu.index) ?? new GpuTotals(gpu)
      totals.add(gpu)
      this.#gpus.set(gpu.index, totals)
      if (gpu.watts !== null) this.#wattSeconds = (this.#wattSeconds ?? 0) + gpu.watts * seconds
    }
    if (host) this.#host.add(host)
    const busy = gpus.map(({ utilization }) => utilization).filter((share) => share !== null)
    this.#gpuCurve.add(busy.length === 0 ? null : busy.reduce((sum, share) => sum + share, 0) / busy.length)
    this.#cpuCurve.add(host?.cpu ?? null)
  }

  /** Undefined where no GPU told its power. */
  get energyWh(): number | undefined {
    return this.#wattSeconds === undefined ? undefined : this.#wattSeconds / 3600
  }

  /** Undefined without samples. */
  usage(runsOn: readonly string[]): Usage | undefined {
    if (this.#samples === 0) return undefined
    const perPoint = this.#gpuCurve.samplesPerPoint * (this.#seconds / this.#samples)
    return {
      runs_on: [...runsOn],
      seconds: rounded(this.#seconds),
      samples: this.#samples,
      gpus: [...this.#gpus.values()].map((totals) => totals.usage),
      host: this.#host.usage,
      curve: {
        seconds_per_point: rounded(perPoint),
        gpu: this.#gpuCurve.points.map(roundedOrNull),
        cpu: this.#cpuCurve.points.map(roundedOrNull),
      },
    }
  }
}

class GpuTotals {
  readonly #gpu: GpuSample
  readonly #shares = new ShareCounts()
  readonly #memory = new RunningValues()
  readonly #watts = new RunningValues()
  readonly #celsius = new RunningValues()

  constructor(gpu: GpuSample) {
    this.#gpu = gpu
  }

  add({ utilization, memoryBytes, watts, celsius }: GpuSample): void {
    if (utilization !== null) this.#shares.add(utilization)
    if (memoryBytes !== null) this.#memory.add(memoryBytes)
    if (watts !== null) this.#watts.add(watts)
    if (celsius !== null) this.#celsius.add(celsius)
  }

  get usage(): GpuUsage {
    const { index, name, totalBytes } = this.#gpu
    const [mean, p50, p95] = [this.#shares.mean, this.#shares.percentile(0.5), this.#shares.percentile(0.95)]
    const memory = this.#memory.result
    return {
      index,
      name,
      utilization: mean === null || p50 === null || p95 === null ? null : { mean: rounded(mean), p50, p95 },
      idle: roundedOrNull(this.#shares.below(IDLE)),
      memory_bytes:
        memory && totalBytes !== null
          ? { mean: Math.round(memory.mean), max: memory.max, total: totalBytes }
          : null,
      power_watts: bothRounded(this.#watts.result),
      temperature_celsius: bothRounded(this.#celsius.result),
    }
  }
}

class HostTotals {
  readonly #cpu = new ShareCounts()
  readonly #busiest = new RunningValues()
  readonly #wait = new RunningValues()
  readonly #memory = new RunningValues()
  #last: HostSample | undefined
  #read = 0
  #written = 0

  add(host: HostSample): void {
    this.#last = host
    this.#cpu.add(host.cpu)
    this.#busiest.add(host.busiestCore)
    this.#wait.add(host.diskWait)
    this.#memory.add(host.memoryBytes)
    this.#read += host.diskReadBytes
    this.#written += host.diskWrittenBytes
  }

  get usage(): Usage['host'] {
    if (!this.#last) return null
    return {
      cores: this.#last.cores,
      cpu: { mean: rounded(this.#cpu.mean ?? 0), p95: this.#cpu.percentile(0.95) ?? 0 },
      busiest_core: rounded(this.#busiest.result?.mean ?? 0),
      disk_wait: rounded(this.#wait.result?.mean ?? 0),
      memory_bytes: { max: this.#memory.result?.max ?? 0, total: this.#last.totalBytes },
      disk_read_bytes: this.#read,
      disk_written_bytes: this.#written,
    }
  }
}

const rounded = (value: number) => Math.round(value * 1000) / 1000
const roundedOrNull = (value: number | null) => (value === null ? null : rounded(value))
const bothRounded = (values: { readonly mean: number; readonly max: number } | null) =>
  values && { mean: rounded(values.mean), max: rounded(values.max) }
