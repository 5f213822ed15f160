import type { Usage } from '@slipway/core'
import type { RunMeter } from '@slipway/pipeline'
import type { Context } from '../context.ts'
import { commandError } from '../error.ts'
import { visibleGpus } from '../machine/visible-gpus.ts'
import { amdSampler } from './amd-sampler.ts'
import { firstOf, type GpuSampler } from './gpu-sampler.ts'
import { HostSampler } from './host-sampler.ts'
import { nvidiaSampler } from './nvidia-sampler.ts'
import type { GpuSample } from './sample.ts'
import { UsageRecorder } from './usage-recorder.ts'

export interface MeterOptions {
  /** Decides which GPUs the stage sees. */
  readonly env: Context['env']
  readonly runsOn: readonly string[]
  readonly periodMs: number
  readonly gpus?: GpuSampler
  readonly host?: HostSampler
}

const PERIOD_SECONDS = 5

/** Measures a machine until it is stopped. */
export interface StageMeter extends RunMeter {
  /** The GPUs as they were a moment ago. */
  readonly latest: readonly GpuSample[]
}

/** Takes a sample of GPUs and host every period, and sums them up. */
export function startMeter({ env, runsOn, periodMs, gpus, host }: MeterOptions): StageMeter {
  const sampler = gpus ?? firstOf([nvidiaSampler(env, periodMs), amdSampler()])
  const machine = host ?? new HostSampler()
  const recorder = new UsageRecorder()
  let [latest, last]: [readonly GpuSample[], number] = [[], performance.now()]
  // The kernel counts from when the machine started: from here on it is this stage.
  machine.read()
  const take = () => {
    const now = performance.now()
    latest = seenBy(env, sampler.read())
    recorder.add({ seconds: (now - last) / 1000, gpus: latest, host: machine.read() })
    last = now
  }
  const timer = setInterval(take, periodMs)
  timer.unref()
  let usage: Usage | undefined
  let stopped = false
  return {
    get latest() {
      return latest
    },
    get energyWh() {
      return recorder.energyWh
    },
    stop: () => {
      if (stopped) return usage
      stopped = true
      clearInterval(timer)
      sampler.stop()
      usage = recorder.usage(runsOn)
      return usage
    },
  }
}

/** The UUID of NVIDIA's GPUs tells them from AMD's. */
function seenBy(env: Context['env'], gpus: readonly GpuSample[]): readonly GpuSample[] {
  return visibleGpus(gpus, gpus[0]?.uuid?.startsWith('GPU-') ? 'nvidia' : 'amd', env)
}

/**
 * How often a machine is measured: every five seconds, or as SLIPWAY_METER_SECONDS says; undefined for never, which is "0".
 * @throws run/meter-invalid
 */
export function meterPeriodMs({ SLIPWAY_METER_SECONDS: text }: Context['env']): number | undefined {
  if (!text) return PERIOD_SECONDS * 1000
  const seconds = Number(text)
  if (!(seconds >= 0 && seconds <= 3600))
    throw commandError(
      'run/meter-invalid',
      `Cannot use SLIPWAY_METER_SECONDS "${text}": expected seconds from 0, for never, to 3600`,
    )
  return seconds === 0 ? undefined : Math.max(100, seconds * 1000)
}
