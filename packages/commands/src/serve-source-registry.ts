import { type Digest, type ModelJson, parseModelJson } from '@slipway/core'
import {
  type Artifact,
  digestsOf,
  foldTags,
  type Holder,
  holderOf,
  parseTrailers,
  type Registry,
  type RegistryTag,
} from '@slipway/registry'
import {
  type ByteSource,
  type DesiredModel,
  type DesiredSource,
  readVerified,
  type UnsettledModel,
} from '@slipway/serve'

const MAX_MODEL_JSON_BYTES = 64 * 2 ** 20

/** One stage of one model: `flight-delay#prod`. */
export interface FollowedStage {
  readonly model: string
  readonly stage: string
}

export interface RegistryPorts {
  readonly describe: string
  readTags(signal: AbortSignal): Promise<readonly RegistryTag[]>
  /** Where the bytes of a digest may lie; `tag` and `file` are hints for places that do not know digests. */
  sourcesOf(digest: Digest, tag: string, file: string): readonly ByteSource[]
}

/**
 * Follows stages of the registry: who holds each, and the digests in that version's tag. Everything else that a server
 * needs is in model.json, which is believed by its digest too.
 */
export function registrySource(follows: readonly FollowedStage[], ports: RegistryPorts): DesiredSource {
  // model.json never changes, being named by its digest.
  const known = new Map<Digest, ModelJson>()
  const readModelJson = async (digest: Digest, tag: string, signal: AbortSignal): Promise<ModelJson> => {
    const before = known.get(digest)
    if (before !== undefined) return before
    const sources = ports.sourcesOf(digest, tag, 'model.json')
    const bytes = await readVerified(digest, sources, MAX_MODEL_JSON_BYTES, signal)
    const model = parseModelJson(Buffer.from(bytes).toString('utf8'), `model.json of "${tag}"`)
    known.set(digest, model)
    return model
  }
  const settle = async (registry: Registry, follow: FollowedStage, signal: AbortSignal) => {
    const artifact = registry.artifacts.get(follow.model)
    const found = artifact && findRelease(artifact, follow.stage)
    if (found === undefined) return unsettled(follow, `nobody was assigned "${follow.stage}" yet`)
    if (found === 'taken back') return undefined
    if ('problem' in found) return unsettled(follow, found.problem)
    try {
      return toDesired(follow, found, await readModelJson(found.modelJson, found.tag, signal), ports)
    } catch (error) {
      signal.throwIfAborted()
      return unsettled(follow, error instanceof Error ? error.message : String(error))
    }
  }
  return {
    describe: ports.describe,
    read: async (signal) => {
      const registry = foldTags(await ports.readTags(signal))
      const all = await Promise.all(follows.map((follow) => settle(registry, follow, signal)))
      const settled = all.filter((entry) => entry !== undefined)
      return {
        models: settled.filter((entry) => 'digest' in entry),
        unsettled: settled.filter((entry) => 'problem' in entry),
      }
    },
  }
}

interface ReleasedDigests {
  readonly tag: string
  readonly version: string
  readonly model: Digest
  readonly modelJson: Digest
}

/** @returns undefined before the first assignment; 'taken back' where every one was */
function findRelease(
  artifact: Artifact,
  stage: string,
): ReleasedDigests | 'taken back' | { readonly problem: string } | undefined {
  const holder = holderOf(artifact, stage)
  if (holder === undefined) {
    return artifact.assignments.some((assignment) => assignment.stage === stage) ? 'taken back' : undefined
  }
  const { version } = holder
  if (version === undefined)
    return { problem: `"${holder.event.tag}" is on a commit that is no registered version` }
  const { model, modelJson } = digestsOf(version)
  const { tag } = version.event
  if (model === undefined || modelJson === undefined) {
    return { problem: `tag "${tag}" names no digest of ${model === undefined ? 'the model' : 'model.json'}` }
  }
  const claimed = claimedModel(holder)
  if (claimed !== undefined && claimed !== model) {
    return { problem: `"${holder.event.tag}" and "${tag}" name different digests of the model` }
  }
  return { tag, version: version.version, model, modelJson }
}

/** The digest in the stage's own tag; those that GTO wrote have none. */
function claimedModel(holder: Holder): string | undefined {
  return parseTrailers(holder.event.body).get('Model')
}

function toDesired(
  { model: name, stage }: FollowedStage,
  { tag, version, model: digest }: ReleasedDigests,
  json: ModelJson,
  ports: RegistryPorts,
): DesiredModel | UnsettledModel {
  if (json.model !== name || json.version !== version || json.file.oid !== digest) {
    return {
      name,
      problem: `model.json of "${tag}" is about ${json.model} ${json.version}, or about other bytes`,
    }
  }
  const sources = ports.sourcesOf(digest, tag, json.file.path)
  return { name, version, digest, stage, golden: json.golden, sources }
}

function unsettled({ model: name }: FollowedStage, problem: string): UnsettledModel {
  return { name, problem }
}
