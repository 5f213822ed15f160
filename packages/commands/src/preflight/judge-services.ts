import { isInRange, tryParseVersionRange } from '@slipway/core'
import type { GpuVendor } from '../machine/gpu.ts'
import type { ClockReading } from '../machine/probe-clock.ts'
import type { ContainerCommand, ContainerReading } from '../machine/probe-containers.ts'
import type { RunnerReading } from '../machine/probe-runner.ts'
import { type Check, failed, passed, unchecked, warned } from './check.ts'
import type { StoreReading } from './probe-store.ts'
import { sizeText } from './size-text.ts'

/** The first runner that runs `using: node24`. @see https://github.com/actions/checkout/releases/tag/v5.0.0 */
const NODE24_RUNNER = '>=2.327.1'

export function judgeRunner(runner: RunnerReading | undefined, isInJob: boolean): Check[] {
  if (!runner) return isInJob ? [unchecked('runner', 'its folder was not found')] : []
  const range = tryParseVersionRange(NODE24_RUNNER)
  const found = runner.version ?? 'of an unknown version'
  const isOld = runner.version !== null && range !== undefined && !isInRange(runner.version, range)
  return [
    runner.hasNode24 && !isOld
      ? passed('runner', found, NODE24_RUNNER)
      : failed(
          'runner',
          runner.hasNode24 ? found : `${found}, without Node 24`,
          'Install a newer one (https://github.com/actions/runner/releases), or let it update itself',
          NODE24_RUNNER,
        ),
  ]
}

/** A job's App token must not come from the future by more than a minute; S3 refuses signatures a quarter of an hour off. */
const WARN_SECONDS = 60
const FAIL_SECONDS = 15 * 60

export function judgeClock(clock: ClockReading | undefined): Check {
  const subject = 'clock'
  if (!clock) return unchecked(subject, 'no server to compare with', 'In a job it is compared with GitHub')
  if (clock.state === 'failed') return unchecked(subject, `${clock.server}: ${clock.reason}`)
  const off = Math.abs(clock.aheadSeconds)
  const side = clock.aheadSeconds > 0 ? 'ahead of' : 'behind'
  const found = off < 1 ? `as ${clock.server}` : `${Math.round(off)} s ${side} ${clock.server}`
  const hint = 'sudo timedatectl set-ntp true'
  if (off > FAIL_SECONDS) return failed(subject, found, hint, 'within 15 min')
  return off > WARN_SECONDS ? warned(subject, found, hint) : passed(subject, found)
}

export function judgeStore(store: StoreReading): Check {
  const subject = 'store'
  if (store.state === 'none') return unchecked(subject, 'none is configured', 'docs/guides/remotes.md')
  if (store.state === 'failed')
    return failed(subject, `${store.url}: ${store.reason}`, store.hint ?? 'slipway doctor looks closer')
  const rate = (bytes: number) => `${sizeText(bytes)}/s`
  return passed(
    subject,
    `${store.url}: ${rate(store.upload)} up, ${rate(store.download)} down by 1 MiB, ${Math.round(store.roundTripMs)} ms`,
  )
}

export function judgeContainers(
  command: ContainerCommand,
  reading: ContainerReading,
  gpu: GpuVendor | undefined,
): Check {
  if (reading.state === 'failed') return failed(command, reading.reason, reading.hint, command)
  const { version, gpuHook } = reading
  if (gpu !== 'nvidia') return passed(command, version, command)
  if (gpuHook !== null) return passed(command, `${version}, GPUs by ${gpuHook}`, `${command} with GPUs`)
  return failed(
    command,
    `${version}, without a way to give containers the GPUs`,
    command === 'docker'
      ? 'Install nvidia-container-toolkit; sudo nvidia-ctk runtime configure --runtime=docker; sudo systemctl restart docker'
      : 'Install nvidia-container-toolkit; sudo nvidia-ctk cdi generate --output=/etc/cdi/nvidia.yaml',
    `${command} with GPUs`,
  )
}
