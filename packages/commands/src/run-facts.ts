import { arch, hostname, release, type } from 'node:os'
import { join } from 'node:path'
import { type Domain, type EnvironmentDetails, type Stage, VERSION } from '@slipway/core'
import type { RunFacts } from '@slipway/pipeline'
import type { Context } from './context.ts'
import { captureMachine } from './environment/capture-machine.ts'
import { findPython } from './environment/find-python.ts'
import { installedPackages } from './environment/installed-packages.ts'
import { gpuNames } from './machine/gpu-names.ts'
import { probeGpus } from './machine/probe-gpus.ts'
import { toolRunner } from './machine/run-tool.ts'
import { visibleGpus } from './machine/visible-gpus.ts'
import { readProducer } from './read-producer.ts'

/** A driver that sleeps needs some seconds; one that is dead must not hold up a stage that does not need it. */
const PATIENCE_MS = 10_000

/** Where a run happens, for its record; what is not known is null. */
export async function readRunFacts(env: Context['env'], domain: Domain): Promise<RunFacts> {
  const run = toolRunner(env, PATIENCE_MS)
  const reading = await probeGpus({ run, cardsOnBus: () => [], vendor: undefined })
  const gpus = reading.state === 'read' ? visibleGpus(reading.gpus, reading.vendor, env) : []
  return {
    domain,
    producer: readProducer(env),
    environment: {
      runner: env.RUNNER_NAME || hostname(),
      os: `${type()} ${release()} ${arch()}`,
      gpu: gpus.length === 0 ? null : gpuNames(gpus),
      driver: reading.state === 'read' ? reading.driver : null,
      // GitHub's own runners name the image that they were made from.
      image: env.ImageOS ? [env.ImageOS, env.ImageVersion].filter(Boolean).join(' ') : null,
      tool: `slipway ${VERSION}`,
      details: { ...captureMachine(env, reading), python: null },
    },
    gpus: gpus.length,
  }
}

/** The Python that a stage used, with its packages; null where it used none that can be found. */
export function readPython(stage: Stage, root: string, env: Context['env']): EnvironmentDetails['python'] {
  const python = findPython(stage.cmd, join(root, stage.wdir), { ...env, ...stage.env })
  return python ? { version: python.version, packages: installedPackages(python) } : null
}
