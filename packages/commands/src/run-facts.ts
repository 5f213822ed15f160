import { arch, hostname, release, type } from 'node:os'
import { type Domain, VERSION } from '@slipway/core'
import type { RunFacts } from '@slipway/pipeline'
import type { Context } from './context.ts'
import { readGpus } from './read-gpus.ts'
import { readProducer } from './read-producer.ts'

/** Where a run happens, for its record; what is not known is null. */
export async function readRunFacts(env: Context['env'], domain: Domain): Promise<RunFacts> {
  const gpus = await readGpus(env)
  return {
    domain,
    producer: readProducer(env),
    environment: {
      runner: env.RUNNER_NAME || hostname(),
      os: `${type()} ${release()} ${arch()}`,
      gpu: gpus.name,
      driver: gpus.driver,
      // GitHub's own runners name the image that they were made from.
      image: env.ImageOS ? [env.ImageOS, env.ImageVersion].filter(Boolean).join(' ') : null,
      tool: `slipway ${VERSION}`,
    },
    gpus: gpus.count,
  }
}
