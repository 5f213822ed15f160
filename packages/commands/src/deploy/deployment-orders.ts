import { findTag } from '@slipway/github'
import { parseTag } from '@slipway/registry'
import * as z from 'zod'
import { commandError } from '../error.ts'
import { type Forge, fetchRegistry } from '../open-forge.ts'
import type { DeploymentOrder } from './deploy-versions.ts'

const zOrders = z.array(
  z.object({ model: z.string(), version: z.string(), stage: z.string(), basis: z.int().nonnegative() }),
)

/**
 * What the promote action released, as the deploy action gets it.
 * @param stage the stage for all of them; each one's own without
 * @throws deploy/refused
 */
export function ordersOfReleases(text: string, stage: string | undefined): readonly DeploymentOrder[] {
  try {
    return zOrders.parse(JSON.parse(text)).map((order) => ({ ...order, stage: stage ?? order.stage }))
  } catch (cause) {
    throw commandError(
      'deploy/refused',
      `Cannot deploy "${text.slice(0, 100)}": it is no list of releases; expected the output "releases" of the promote action`,
      { hint: 'Mend the input `releases`', cause },
    )
  }
}

/**
 * The version that a pushed tag registers.
 * @throws deploy/refused for a tag that registers no version
 */
export async function ordersOfTag(
  { github, repository }: Forge,
  name: string,
  stage: string | undefined,
): Promise<readonly DeploymentOrder[]> {
  const tag = parseTag(name)
  if (tag?.kind !== 'registration' || !(await findTag(github, name))) {
    throw commandError(
      'deploy/refused',
      `Cannot deploy "${name}": it registers no version; expected an annotated tag like model@v1.2.0`,
      { hint: 'Give `releases`, or start this workflow by a version tag' },
    )
  }
  const registry = await fetchRegistry(repository)
  const basis = registry.artifacts.get(tag.artifact)?.counter ?? 0
  return [{ model: tag.artifact, version: tag.version, stage: stage ?? 'prod', basis }]
}
