import { type Anchor, type Digest, type ModelJson, parseModelJson } from '@slipway/core'
import { type Artifact, digestsOf, holderOf, type Registry, type Version } from '@slipway/registry'
import { type ObjectReader, tryRead } from './object-reader.ts'

/** The holder of a model's stage. Its digests are those of its version tag, and of the model.json that the tag names. */
export interface Champion {
  readonly version: string
  /** Null where the tag names no digest: GTO wrote it, or a person. */
  readonly model: Digest | null
  /** Null where the tag names none, or no source has it. */
  readonly json: ModelJson | null
  /** Itself as an anchor; null where the tag names no digests. */
  readonly self: Anchor | null
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
  return version && (await releasedAt(version, model, reader))
}

/** A released version of a model, as its tag and its model.json say. */
export async function releasedAt(version: Version, model: string, reader: ObjectReader): Promise<Champion> {
  const digests = digestsOf(version)
  if (digests.model === undefined || digests.modelJson === undefined) {
    return {
      version: version.version,
      model: null,
      json: null,
      self: null,
      problem: `the tag of ${version.version} names no digest`,
    }
  }
  return releasedAs(
    model,
    { version: version.version, model: digests.model, model_json: digests.modelJson },
    reader,
  )
}

/**
 * The release that losses are added up from, as the champion's model.json names it: undefined where there is no champion, or
 * it is that itself; `unknown` where it was released before anchors were kept.
 */
export async function anchorOf(
  champion: Champion | undefined,
  model: string,
  reader: ObjectReader,
): Promise<Champion | 'unknown' | undefined> {
  if (!champion?.json) return undefined
  const { anchor } = champion.json
  if (anchor === undefined) return 'unknown'
  return anchor === null ? undefined : releasedAs(model, anchor, reader)
}

async function releasedAs(model: string, self: Anchor, reader: ObjectReader): Promise<Champion> {
  const { version } = self
  const bytes = await tryRead(reader, self.model_json)
  const json =
    bytes && parseModelJson(Buffer.from(bytes).toString('utf8'), `model.json of ${model} ${version}`)
  return {
    version,
    model: self.model,
    json: json ?? null,
    self,
    problem: json ? undefined : `the store does not hold model.json of ${version}`,
  }
}
