import { type Digest, type Domain, isDomain, parseDigest } from '@slipway/core'
import type { Backend, ListedObject } from '../backend.ts'
import { Pacer } from '../pacer.ts'

/** Everything that a store holds, by path. */
export type Inventory = ReadonlyMap<string, ListedObject>

/** Lists a whole store. */
export async function readInventory(
  backend: Backend,
  progress?: (objects: number) => void,
  signal?: AbortSignal,
): Promise<Inventory> {
  const pacer = new Pacer(signal)
  const inventory = new Map<string, ListedObject>()
  for await (const object of backend.list('')) {
    await pacer.pace()
    inventory.set(object.path, object)
    progress?.(1)
  }
  return inventory
}

const OBJECT = /^([otkx])\/([0-9a-f]{2})\/(\2[0-9a-f]{62})$/
const RECORD = /^runs\/([a-z0-9-]+)\/([0-9a-f]{2})\/(\2[0-9a-f]{62})\/([1-9][0-9]{0,8})(\.revoked)?$/
const CHECKPOINT = /^ckpt\/[a-z0-9-]+\/([0-9a-f]{2})\/\1[0-9a-f]{62}\/[1-9][0-9]{0,8}$/
const VERDICT = /^verdicts\/([^/]+)\/[0-9a-f]{64}\/([0-9a-f]{64})$/

/** What a path in a store says about itself; undefined for every path that no collection touches. */
export type StorePlace =
  | { readonly kind: 'o' | 't' | 'k' | 'x'; readonly oid: Digest }
  | {
      readonly kind: 'run'
      readonly domain: Domain
      readonly key: Digest
      readonly attempt: number
      readonly revoked: boolean
    }
  | { readonly kind: 'checkpoint' }

/** @see docs/formats/store.md */
export function placeOf(path: string): StorePlace | undefined {
  const [, kind, , hex] = OBJECT.exec(path) ?? []
  if (kind !== undefined && hex !== undefined)
    return { kind: kind as 'o' | 't' | 'k' | 'x', oid: parseDigest(`sha256:${hex}`) }
  const [, domain = '', , key, attempt, revoked] = RECORD.exec(path) ?? []
  if (CHECKPOINT.test(path)) return { kind: 'checkpoint' }
  if (key === undefined || !isDomain(domain)) return undefined
  const at = { domain, key: parseDigest(`sha256:${key}`), attempt: Number(attempt) }
  return { kind: 'run', ...at, revoked: revoked !== undefined }
}

/** The digest of the verdict that lies at a path; undefined where none does. */
export function verdictAt(path: string): Digest | undefined {
  const hex = VERDICT.exec(path)?.[2]
  return hex === undefined ? undefined : parseDigest(`sha256:${hex}`)
}
