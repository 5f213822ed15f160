import type { ListedObject } from '../backend.ts'
import { Pacer } from '../pacer.ts'
import type { Store } from '../store.ts'
import type { Amount } from '../way.ts'
import { readPlans, storeTime, writePlan } from './gc-plans.ts'
import { type Inventory, placeOf, readInventory, verdictAt } from './inventory.ts'
import type { PackUse } from './pack-use.ts'
import { type GcDecision, type GcFacts, planGc } from './plan-gc.ts'
import { type GcRoot, Reach } from './reach.ts'
import { REASONS, type Reason } from './reasons.ts'
import { repack } from './repack.ts'
import { sweep } from './sweep.ts'

/** No run on GitHub goes on for longer: docs/formats/gc.md. */
const CHECKPOINT_MS = 36 * 24 * 3600 * 1000

export interface GcOptions {
  /** Without it nothing is written and nothing deleted. */
  readonly apply: boolean
  /** How long what nothing leads to stays. */
  readonly graceMs: number
  /** Runs and verdicts younger than this are roots themselves. */
  readonly keepRunsMs: number
  readonly now: Date
  readonly progress?: GcProgress | undefined
  readonly signal?: AbortSignal | undefined
}

/** Told of objects that were listed, roots that were followed, objects that were deleted. */
export type GcProgress = (step: 'listed' | 'followed' | 'deleted', amount: number) => void

export interface GcResult {
  /** What something leads to, by the first reason for it. */
  readonly kept: readonly ({ readonly reason: Reason } & Amount)[]
  /** What no collection ever touches: verdicts, looks, and everything that the format does not know. */
  readonly untouched: Amount
  readonly unreachable: Amount
  /** What of it may go now. */
  readonly due: Amount
  readonly deleted: Amount
  /** When the next of it may go, in milliseconds since 1970; null where nothing waits. */
  readonly nextMs: number | null
  /** Pointers and runs of which this store holds nothing. */
  readonly absent: number
  readonly unreadable: readonly string[]
  /** Packs of which less than half is needed, and that was written into others: they go later. */
  readonly repacked: number
  /** The plan that was written; null where the newest one says the same. */
  readonly plan: string | null
}

/**
 * Collects what nothing leads to any more, in three steps that may lie weeks apart: what is out of reach is written down,
 * waits, and goes if it is out of reach still. Any number of processes may collect, add and push meanwhile.
 * @throws store/object-corrupt, store/record-corrupt where it cannot be known what is in reach: then nothing was deleted
 */
export async function collectGarbage(
  store: Store,
  roots: Iterable<GcRoot>,
  options: GcOptions,
): Promise<GcResult> {
  const { backend } = store
  const { apply, graceMs, progress, signal } = options
  const nowMs = apply ? await storeTime(backend) : options.now.getTime()
  const inventory = await readInventory(backend, (count) => progress?.('listed', count), signal)
  const reach = await followAll(store, inventory, roots, options, nowMs)
  const packs = await reach.packs()
  const plans = await readPlans(backend)
  const facts = { inventory, reached: reach.reached, plans, nowMs, graceMs }
  const decision = planGc(facts)
  const due = await withoutPromised(reach, decision)
  const done = apply ? await carryOut(store, facts, { ...decision, due, packs }, options) : undefined
  return {
    ...keptOf(inventory, reach),
    unreachable: amountOf(decision.unreachable),
    due: amountOf(due),
    deleted: done?.deleted ?? { objects: 0, bytes: 0 },
    nextMs: decision.nextMs ?? null,
    absent: reach.absent.size,
    unreadable: [...reach.unreadable],
    repacked: done?.repacked ?? 0,
    plan: done?.plan ?? null,
  }
}

/** Writes half-empty packs anew, writes down what is out of reach, deletes what has waited, and then the plans that have served. */
async function carryOut(
  store: Store,
  facts: Omit<GcFacts, 'reached'> & { readonly reached: ReadonlyMap<string, Reason> },
  { unreachable, due, packs }: GcDecision & { readonly packs: readonly PackUse[] },
  { progress, signal }: GcOptions,
): Promise<{ readonly deleted: Amount; readonly plan: string | undefined; readonly repacked: number }> {
  const { backend } = store
  const { plans, nowMs, graceMs } = facts
  const repacked = await repack(store, packs, facts.reached.keys())
  const paths = unreachable.map(({ path }) => path)
  const plan = await writePlan(backend, paths, facts)
  // One that names nothing which is still out of reach would count for what comes back out of it later.
  const over = plans.filter(({ objects }) => !paths.some((path) => objects.has(path)))
  for (const { path } of over) await backend.delete(path)
  const deleted = await sweep(backend, due, { progress: (count) => progress?.('deleted', count), signal })
  const served = plans.filter((each) => !over.includes(each) && each.writtenMs + graceMs <= nowMs)
  for (const { path } of served) await backend.delete(path)
  return { deleted, plan, repacked }
}

async function followAll(
  store: Store,
  inventory: Inventory,
  roots: Iterable<GcRoot>,
  { keepRunsMs, progress, signal }: GcOptions,
  nowMs: number,
): Promise<Reach> {
  const pacer = new Pacer(signal)
  const reach = new Reach(store, inventory)
  for (const root of [...roots].sort((a, b) => REASONS.indexOf(a.reason) - REASONS.indexOf(b.reason))) {
    await pacer.pace()
    await reach.follow(root)
    progress?.('followed', 1)
  }
  for (const { path, modifiedMs } of inventory.values()) {
    if (modifiedMs + CHECKPOINT_MS > nowMs) await reach.checkpoint(path, 'checkpoint')
    if (modifiedMs + keepRunsMs <= nowMs) continue
    const verdict = verdictAt(path)
    if (placeOf(path)?.kind === 'run') await reach.record(path, 'recent run')
    else if (verdict !== undefined) await reach.verdict(verdict, 'recent verdict')
  }
  return reach
}

/** A record or a tree that stays for now keeps what it names: it may be in use, and would promise what is gone. */
async function withoutPromised(
  reach: Reach,
  { unreachable, due }: GcDecision,
): Promise<readonly ListedObject[]> {
  if (due.length === 0) return due
  const going = new Set(due.map(({ path }) => path))
  for (const { path } of unreachable) {
    const place = going.has(path) ? undefined : placeOf(path)
    if (place?.kind === 'run') await reach.record(path, 'waiting')
    else if (place?.kind === 'checkpoint') await reach.checkpoint(path, 'waiting')
    else if (place?.kind === 't' || place?.kind === 'x') await reach.waiting(place.oid)
  }
  await reach.packs()
  return due.filter(({ path }) => !reach.reached.has(path))
}

function keptOf(inventory: Inventory, { reached }: Reach): Pick<GcResult, 'kept' | 'untouched'> {
  const counts = new Map<string, { objects: number; bytes: number }>()
  for (const { path, bytes } of inventory.values()) {
    const reason = placeOf(path) === undefined ? 'untouched' : reached.get(path)
    if (reason === undefined) continue
    const count = counts.get(reason) ?? { objects: 0, bytes: 0 }
    counts.set(reason, { objects: count.objects + 1, bytes: count.bytes + bytes })
  }
  return {
    kept: REASONS.flatMap((reason) => {
      const count = counts.get(reason)
      return count ? [{ reason, ...count }] : []
    }),
    untouched: counts.get('untouched') ?? { objects: 0, bytes: 0 },
  }
}

function amountOf(objects: readonly ListedObject[]): Amount {
  return { objects: objects.length, bytes: objects.reduce((sum, { bytes }) => sum + bytes, 0) }
}
