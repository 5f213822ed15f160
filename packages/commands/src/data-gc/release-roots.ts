import { type Digest, type ModelJson, type Output, parseModelJson } from '@slipway/core'
import { digestsOf, foldTags, type Registry, type RegistryTag } from '@slipway/registry'
import type { GcRoot, Store } from '@slipway/store'
import { commandError } from '../error.ts'
import { tryRead } from '../judge/object-reader.ts'

/** Finds a model.json by the tag of its version and its digest. */
export type ModelJsonSource = (tag: string, digest: Digest) => Promise<Uint8Array | undefined>

/**
 * What releases rest on: of every version that a tag registered, also of one that was taken back, the model, its runs,
 * what it was judged by and the verdict.
 * @param elsewhere finds a model.json that the store has lost, by its tag and digest; it has to be somewhere then, while
 *   without, as for this machine's own store, the tags alone count
 * @throws gc/release-unreadable
 */
export async function releaseRoots(
  tags: Iterable<RegistryTag>,
  store: Store,
  elsewhere?: ModelJsonSource,
): Promise<readonly GcRoot[]> {
  const roots: GcRoot[] = []
  const add = (of: GcRoot['of'], digest: Digest | undefined) => {
    if (digest !== undefined) roots.push({ reason: 'release', of, digest })
  }
  for (const { name, version } of versionsOf(foldTags(tags))) {
    const { model, modelJson, run, verdict } = digestsOf(version)
    add('output', model)
    add('output', modelJson)
    add('run', run)
    add('verdict', verdict)
    const text = modelJson && (await findModelJson(store, version.event.tag, modelJson, elsewhere))
    const json =
      text === undefined ? undefined : parseModelJson(text, `model.json of ${name} ${version.version}`)
    for (const { oid } of json ? outputsOf(json) : []) add('output', oid)
    for (const each of json ? [json.run, json.evaluation] : []) add('run', each?.key)
    add('verdict', json?.verdict)
  }
  return roots
}

function versionsOf(registry: Registry) {
  return [...registry.artifacts.values()].flatMap(({ name, versions }) =>
    [...versions.values()].map((version) => ({ name, version })),
  )
}

function outputsOf(json: ModelJson): readonly Pick<Output, 'oid'>[] {
  return [
    json.file,
    ...(json.predictions ? [json.predictions] : []),
    ...json.metrics.map(({ output }) => output),
    ...json.data,
  ]
}

async function findModelJson(
  store: Store,
  tag: string,
  digest: Digest,
  elsewhere: ModelJsonSource | undefined,
): Promise<string | undefined> {
  const bytes = (await tryRead(store, digest)) ?? (await elsewhere?.(tag, digest))
  if (bytes) return Buffer.from(bytes).toString('utf8')
  if (!elsewhere) return undefined
  throw commandError(
    'gc/release-unreadable',
    `Cannot collect: neither "${store.url}" nor the release has model.json of "${tag}" whole (${digest}); expected it, to know what the release rests on`,
    {
      hint: 'Upload model.json to the release again, or delete the tag if nothing of it is needed any more',
    },
  )
}
