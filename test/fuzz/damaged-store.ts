import { rmSync } from 'node:fs'
import {
  type Digest,
  digestOf,
  type Output,
  parseTreeBundle,
  SlipwayError,
  treePath,
  walkTree,
} from '@slipway/core'
import { Store } from '@slipway/store'
import { contentsOf, filesBelow, MemoryBackend } from '@slipway/store/testing'
import { addMany } from '../../packages/store/src/testing/many-files.ts'
import { TemporaryWorkspace } from '../../packages/store/src/testing/temporary-workspace.ts'
import { below, mutate, pick, type Random, randomFrom } from './mutate.ts'

const PART_BYTES = 1 << 10
/** More than the 16 that would lie each on its own. */
const SMALL_FILES = Array.from({ length: 20 }, (_, at) => Buffer.from(`file ${at}\n`.repeat(at)))
const OLD = { 'old/file': 'what was here', f00000: 'and this' }

export interface Restored {
  readonly whole: number
  readonly refused: number
  readonly wrong: readonly string[]
}

/**
 * Restores so many times from a store in which objects were changed; the n-th way is made from the seed and n alone. Whatever
 * comes is the right tree, or a named error with the old one untouched, and nothing beside the target.
 */
export async function restoreFromDamaged(inputs: number, seed: number): Promise<Restored> {
  using at = await TemporaryWorkspace.open()
  const { objects, outputs } = await filled()
  let [whole, refused] = [0, 0]
  const wrong: string[] = []
  for (let n = 0; n < inputs && wrong.length < 20; n++) {
    const random = randomFrom(seed + n)
    const backend = new MemoryBackend('damaged')
    for (const [path, content] of objects) backend.objects.set(path, content)
    const output = damage(backend.objects, pick(random, outputs), random)
    const result = await restoreOnce(at, backend, output, random() < 0.5)
    if (result === 'whole') whole++
    else if (result === 'refused') refused++
    else wrong.push(`seed ${seed + n}: ${result}`)
  }
  return { whole, refused, wrong }
}

/** A store with a tree of packed files, one with files that lie alone, and a file in parts. */
async function filled(): Promise<{ objects: ReadonlyMap<string, Uint8Array>; outputs: readonly Output[] }> {
  const backend = new MemoryBackend('source')
  const store = new Store(backend, { partBytes: PART_BYTES })
  const packed = await addMany(store, SMALL_FILES)
  const alone = await addMany(
    store,
    SMALL_FILES.slice(3, 8).map((each) => Buffer.concat([each, each])),
  )
  const large = Buffer.alloc(3 * PART_BYTES + 17, 'large')
  await store.writeBytes(large)
  return {
    objects: backend.objects,
    outputs: [packed, alone, { kind: 'file', oid: digestOf(large), bytes: large.length }],
  }
}

/** Changes one to three objects; now and then the tree itself, under the digest that it then has. @returns what to ask for */
function damage(objects: Map<string, Uint8Array>, output: Output, random: Random): Output {
  const paths = [...objects.keys()]
  for (let left = 1 + below(random, 3); left > 0; left--) {
    const path = pick(random, paths)
    const way = random()
    if (way < 0.1) objects.delete(path)
    else if (way < 0.2) objects.set(path, objects.get(pick(random, paths)) ?? new Uint8Array())
    else objects.set(path, changed(objects.get(path), random))
  }
  const tree = objects.get(treePath(output.oid))
  if (output.kind !== 'tree' || tree === undefined || random() < 0.5) return output
  const text = Buffer.from(mutate(Buffer.from(tree).toString('utf8'), random), 'utf8')
  const oid = digestOf(text.toString('utf8').split(/(?<=\n)(?=slipway-tree 1\n)/)[0] ?? '')
  objects.set(treePath(oid), text)
  return { ...output, oid }
}

function changed(content: Uint8Array | undefined, random: Random): Uint8Array {
  return Buffer.from(mutate(Buffer.from(content ?? []).toString('latin1'), random), 'latin1')
}

async function restoreOnce(
  at: TemporaryWorkspace,
  backend: MemoryBackend,
  output: Output,
  isThere: boolean,
): Promise<string> {
  rmSync(at.path('data'), { recursive: true, force: true })
  if (isThere) for (const [path, content] of Object.entries(OLD)) at.write(`data/${path}`, content)
  const before = seen(at)
  const bundle = backend.objects.get(treePath(output.oid))
  try {
    await at.workspace.restore('data', output, new Store(backend, { partBytes: PART_BYTES }))
  } catch (error) {
    if (!(error instanceof SlipwayError) || error.kind === 'bug')
      return error instanceof Error ? `${error.stack}` : String(error)
    return seen(at) === before ? 'refused' : `refused, and left ${seen(at)}`
  }
  const outside = filesBelow(at.folder.root).filter((path) => !/^work\/(?:data|\.slipway)(?:\/|$)/.test(path))
  if (outside.length > 0) return `wrote ${outside.join(' ')}`
  return isRight(at, output, bundle) ? 'whole' : `restored as ${seen(at)}`
}

/** Whether each file has the digest that the tree names, seen from outside. */
function isRight(at: TemporaryWorkspace, output: Output, bundle: Uint8Array | undefined): boolean {
  const digests = (path: string): Record<string, Digest> =>
    Object.fromEntries(
      Object.entries(contentsOf(path)).map(([name, content]) => [
        name,
        digestOf(Buffer.from(content.replace(/^x /, ''), 'latin1')),
      ]),
    )
  if (output.kind !== 'tree') return digests(at.path('.')).data === output.oid
  const named: Record<string, Digest> = {}
  const text = Buffer.from(bundle ?? []).toString('utf8')
  for (const { path, oid } of walkTree(parseTreeBundle(text, output.oid))) named[path] = oid
  const found = digests(at.path('data'))
  const names = Object.keys(named)
  return names.length === Object.keys(found).length && names.every((name) => named[name] === found[name])
}

function seen(at: TemporaryWorkspace): string {
  return JSON.stringify(
    Object.entries(at.folder.contents()).filter(([path]) => !path.startsWith('work/.slipway/')),
  )
}
