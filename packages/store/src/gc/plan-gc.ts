import type { ListedObject } from '../backend.ts'
import { type Inventory, placeOf } from './inventory.ts'

/** An earlier plan, with the time at which the store says that it was written. */
export interface EarlierPlan {
  readonly path: string
  readonly writtenMs: number
  readonly objects: ReadonlySet<string>
}

export interface GcFacts {
  readonly inventory: Inventory
  readonly reached: { has(path: string): boolean }
  readonly plans: readonly EarlierPlan[]
  readonly nowMs: number
  readonly graceMs: number
}

export interface GcDecision {
  /** What nothing leads to. */
  readonly unreachable: readonly ListedObject[]
  /** Those of them that have waited long enough: they may go now. */
  readonly due: readonly ListedObject[]
  /** When the next of the others may go, if nothing leads to it until then; undefined without others. */
  readonly nextMs: number | undefined
}

/**
 * Decides what may go. An object goes when nothing leads to it, when it is older than the grace by its own time, and when
 * every plan names it since one that is older than the grace: so it was out of reach each time that somebody looked.
 */
export function planGc({ inventory, reached, plans, nowMs, graceMs }: GcFacts): GcDecision {
  const newestFirst = plans.toSorted((a, b) => b.writtenMs - a.writtenMs)
  const unreachable: ListedObject[] = []
  const due: ListedObject[] = []
  let nextMs: number | undefined
  for (const object of inventory.values()) {
    if (placeOf(object.path) === undefined || reached.has(object.path)) continue
    unreachable.push(object)
    const goesMs = Math.max(object.modifiedMs, namedSince(object.path, newestFirst) ?? nowMs) + graceMs
    if (goesMs <= nowMs) due.push(object)
    else nextMs = Math.min(nextMs ?? goesMs, goesMs)
  }
  return { unreachable, due, nextMs }
}

/** When the oldest of the plans was written that name a path one after the other, up to the newest. */
function namedSince(path: string, newestFirst: readonly EarlierPlan[]): number | undefined {
  let since: number | undefined
  for (const plan of newestFirst) {
    if (!plan.objects.has(path)) return since
    since = plan.writtenMs
  }
  return since
}
