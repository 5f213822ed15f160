import { createHash, randomUUID } from 'node:crypto'
import { formatGcPlan, parseGcPlan } from '@slipway/core'
import type { Backend } from '../backend.ts'
import { storeError } from '../error.ts'
import { readText } from '../read-whole.ts'
import type { EarlierPlan, GcFacts } from './plan-gc.ts'

const PLAN = /^gc\/\d{4}-\d{2}-\d{2}-[0-9a-f]{16}\.json$/

/**
 * The plans of earlier collections. They decide nothing alone: one that is made up can only bring forward what nothing leads
 * to. @throws store/record-corrupt
 */
export async function readPlans(backend: Backend): Promise<readonly EarlierPlan[]> {
  const plans: EarlierPlan[] = []
  for await (const { path, modifiedMs } of backend.list('gc/')) {
    if (!PLAN.test(path)) continue
    try {
      const { objects } = parseGcPlan(await readText(backend.read(path)), `plan "${path}"`)
      plans.push({ path, writtenMs: modifiedMs, objects: new Set(objects) })
    } catch (cause) {
      throw storeError(
        'store/record-corrupt',
        `Cannot use "${path}" in "${backend.url}": ${messageOf(cause)}`,
        {
          hint: 'Delete it: what it named waits once more',
          cause,
        },
      )
    }
  }
  return plans
}

/**
 * Writes a plan, unless there is nothing to name or the newest one names the same objects, apart from what is gone.
 * @returns its path, or undefined
 */
export async function writePlan(
  backend: Backend,
  paths: readonly string[],
  { plans, inventory, nowMs }: Pick<GcFacts, 'plans' | 'inventory' | 'nowMs'>,
): Promise<string | undefined> {
  const [newest] = plans.toSorted((a, b) => b.writtenMs - a.writtenMs)
  const named = [...(newest?.objects ?? [])].filter((path) => inventory.has(path))
  if (named.length === paths.length && paths.every((path) => newest?.objects.has(path))) return undefined
  if (paths.length === 0) return undefined
  const written = new Date(nowMs).toISOString()
  const text = formatGcPlan({ schema: 'slipway.gc/v1', written, objects: paths.toSorted() })
  const id = createHash('sha256').update(text).digest('hex').slice(0, 16)
  const path = `gc/${written.slice(0, 10)}-${id}.json`
  await backend.putIfAbsent(path, Buffer.from(text))
  return path
}

/** The store's own time, by which its objects are dated: this machine's clock may be wrong. */
export async function storeTime(backend: Backend): Promise<number> {
  const path = `gc/clock-${randomUUID()}`
  await backend.putIfAbsent(path, Buffer.from('What time is it?\n'))
  try {
    for await (const object of backend.list(path)) return object.modifiedMs
  } finally {
    await backend.delete(path)
  }
  throw storeError(
    'store/read-failed',
    `Cannot tell the time of "${backend.url}": it lost what was just written`,
  )
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
