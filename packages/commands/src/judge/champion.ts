import { type Digest, type ModelJson, parseModelJson } from '@slipway/core'
import { type Artifact, digestsOf, holderOf, type Registry } from '@slipway/registry'
import { type ObjectReader, tryRead } from './object-reader.ts'

/** The holder of a model's stage. Its digests are those of its version tag, and of the model.json that the tag names. */
export interface Champion {
  readonly version: string
  /** Null where the tag names no digest: GTO wrote it, or a person. */
  readonly model: Digest | null
  /** Null where the tag names none, or no source has it. */
  readonly json: ModelJson | null
  /** Why the champion cannot be compared with, or undefined. */
  readonly problem: string | undefined
}

/** Who holds the stage of a model, as the tags say; undefined where nobody does. */
export async function championOf(
  registry: Registry,
  model: string,
  stage: string,
  reader: ObjectReader,
): Promise<Champion | undefined> {
  const artifact: Artifact | undefined = registry.artifacts.get(model)
  const version = artifact && holderOf(artifact, stage)?.version
  if (!version) return undefined
  const digests = digestsOf(version)
  if (digests.model === undefined || digests.modelJson === undefined) {
    return {
      version: version.version,
      model: null,
      json: null,
      problem: `the tag of ${version.version} names no digest`,
    }
  }
  const bytes = await tryRead(reader, digests.modelJson)
  if (!bytes) {
    return {
      version: version.version,
      model: digests.model,
      json: null,
      problem: `the store does not hold model.json of ${version.version}`,
    }
  }
  const json = parseModelJson(
    Buffer.from(bytes).toString('utf8'),
    `model.json of ${model} ${version.version}`,
  )
  return { version: version.version, model: digests.model, json, problem: undefined }
}
