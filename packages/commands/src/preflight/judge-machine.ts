import type { Context } from '../context.ts'
import type { GpuReading } from '../machine/gpu.ts'
import type { Xid } from '../machine/parse-kernel-log.ts'
import type { ClockReading } from '../machine/probe-clock.ts'
import type { ContainerCommand, ContainerReading } from '../machine/probe-containers.ts'
import type { RunnerReading } from '../machine/probe-runner.ts'
import type { Host } from '../machine/read-host.ts'
import type { Check } from './check.ts'
import { judgeXids } from './judge-gpu-health.ts'
import { judgeGpus } from './judge-gpus.ts'
import { judgeHost } from './judge-host.ts'
import { judgeClock, judgeContainers, judgeRunner, judgeStore } from './judge-services.ts'
import type { StoreReading } from './probe-store.ts'
import type { WantedMachine } from './wanted-machine.ts'

/** All that was read of a machine. */
export interface MachineReading {
  readonly gpus: GpuReading
  readonly xids: readonly Xid[] | undefined
  readonly runner: RunnerReading | undefined
  readonly clock: ClockReading | undefined
  readonly store: StoreReading
  readonly containers: readonly (readonly [ContainerCommand, ContainerReading])[]
  readonly host: Host
}

/** A machine against what is asked of it, in the order in which a reader looks for trouble. Pure. */
export function judgeMachine(
  { gpus, xids, runner, clock, store, containers, host }: MachineReading,
  wanted: WantedMachine,
  env: Context['env'],
): readonly Check[] {
  const vendor = gpus.state === 'none' ? undefined : gpus.vendor
  return [
    ...judgeRunner(runner, env.GITHUB_ACTIONS === 'true'),
    ...judgeGpus(gpus, wanted.gpu, env),
    ...(vendor === 'nvidia' ? [judgeXids(xids, wanted.gpu !== undefined)] : []),
    ...containers.map(([command, reading]) => judgeContainers(command, reading, wanted.gpu && vendor)),
    ...judgeHost(host, wanted),
    judgeClock(clock),
    judgeStore(store),
  ]
}
