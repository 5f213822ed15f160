import { type Digest, type ModelJson, type Output, parseModelJson } from '@slipway/core'
import { digestsOf, foldTags, type Registry, type RegistryTag } from '@slipway/registry'
import type { GcRoot, Store } from '@slipway/store'
import { commandError } from '../error.ts'
import { tryRead } from '../judge/object-reader.ts'

/**
 * What releases rest on: of every version that a tag registered, also of one that was taken back, the model, its runs,
 * what it was judged by and the verdict.
 * @param complete whether the store has to hold every model.json: elsewhere the tags alone count
 * @throws gc/release-unreadable
 */
export async function releaseRoots(
  tags: Iterable<RegistryTag>,
  store: Store,
  complete: boolean,
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
    const json = modelJson && (await readModelJson(store, modelJson, `${name} ${version.version}`, complete))
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

async function readModelJson(
  store: Store,
  digest: Digest,
  version: string,
  complete: boolean,
): Promise<ModelJson | undefined> {
  const bytes = await tryRead(store, digest)
  if (bytes) return parseModelJson(Buffer.from(bytes).toString('utf8'), `model.json of ${version}`)
  if (!complete) return undefined
  throw commandError(
    'gc/release-unreadable',
    `Cannot collect: "${store.url}" does not hold model.json of ${version} whole (${digest}); expected it, to know what the release rests on`,
    {
      hint: 'Put the asset model.json of that release back into the store under its digest, or take the tag away',
    },
  )
}
