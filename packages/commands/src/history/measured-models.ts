import { parseModelJson, SlipwayError, type Verdict } from '@slipway/core'
import { digestsOf, type Registry, type Version } from '@slipway/registry'
import type { Measured } from '@slipway/report'
import { atATime, type ListedVerdict, listRuns, listVerdicts, type Store } from '@slipway/store'
import { type ObjectReader, tryRead } from '../judge/object-reader.ts'

export interface MeasuredModels {
  /** Releases as they were registered, then runs by their start. */
  readonly measured: readonly Measured[]
  /** Releases of which the store has lost what they were measured by, and why, one sentence each. */
  readonly notes: readonly string[]
}

/** How many small objects are read from a store at a time. */
const AT_A_TIME = 8

/**
 * What a model's releases and the runs of the default branch measured, by the verdicts in the store: a release by the one that its tag
 * binds, a run by the last on its evaluation. It informs, and decides nothing.
 * @param last releases, and runs, at most; the newest of each
 */
export async function measuredModels(
  model: string,
  { registry, store, reader }: { registry: Registry; store: Store; reader: ObjectReader },
  last: number,
): Promise<MeasuredModels> {
  const verdicts = await listVerdicts(store, model)
  const byDigest = new Map(verdicts.map((listed) => [listed.digest as string, listed]))
  const versions = [...(registry.artifacts.get(model)?.versions.values() ?? [])].slice(-last)
  const found = new Map<Version, Awaited<ReturnType<typeof releasedVerdict>>>()
  await atATime(AT_A_TIME, versions, async (version) => {
    found.set(version, await releasedVerdict(version, model, byDigest, store, reader))
  })
  const measured: Measured[] = []
  const notes: string[] = []
  const released = new Set<string>()
  for (const version of versions) {
    const bound = found.get(version) ?? ''
    if (typeof bound === 'string') notes.push(`${version.version}: ${bound}`)
    else {
      released.add(bound.subject)
      measured.push(release(version, bound.verdict))
    }
  }
  return { measured: [...measured, ...(await mergedRuns(verdicts, released, store)).slice(-last)], notes }
}

function release(version: Version, verdict: Verdict): Measured {
  return {
    date: new Date(version.event.time * 1000).toISOString(),
    commit: version.commit,
    version: version.version,
    takenBack: version.takenBack,
    label: null,
    verdict,
  }
}

/** The verdict that a release was made by, as its tag binds it; else why it is not known. */
async function releasedVerdict(
  version: Version,
  model: string,
  listed: ReadonlyMap<string, ListedVerdict>,
  store: Store,
  reader: ObjectReader,
): Promise<{ readonly verdict: Verdict; readonly subject: string } | string> {
  const digests = digestsOf(version)
  if (digests.modelJson === undefined) return 'its tag names no digest'
  const bytes = await tryRead(reader, digests.modelJson)
  if (!bytes) return 'the store does not hold its model.json'
  const json = parseModelJson(
    Buffer.from(bytes).toString('utf8'),
    `model.json of ${model} ${version.version}`,
  )
  const found = listed.get(json.verdict)
  const verdict = found && (await tryVerdict(found, store))
  return verdict ? { verdict, subject: found.subject } : 'the store does not hold its verdict'
}

/** Evaluations of the default branch that were judged and not released, each once, the newest last. */
async function mergedRuns(
  verdicts: readonly ListedVerdict[],
  released: ReadonlySet<string>,
  store: Store,
): Promise<readonly Measured[]> {
  if (verdicts.length === 0) return []
  const keys = await listRuns(store, 'main')
  // Several verdicts on one evaluation tell the same numbers of it.
  const bySubject = new Map(verdicts.map((listed) => [listed.subject, listed]))
  const merged = [...bySubject.values()].filter(({ subject }) => keys.has(subject) && !released.has(subject))
  const measured: Measured[] = []
  await atATime(AT_A_TIME, merged, async (listed) => {
    const verdict = await tryVerdict(listed, store)
    const run = await store.findRun(['main'], listed.subject)
    if (!verdict || !run) return
    const { timing, producer } = run.record
    const commit = producer?.head_sha ?? null
    measured.push({ date: timing.started, commit, version: null, takenBack: false, label: null, verdict })
  })
  return measured.sort((a, b) => (a.date < b.date ? -1 : 1))
}

/** One that somebody changed by hand is passed over: it shows in no other place either. */
async function tryVerdict({ path }: ListedVerdict, store: Store): Promise<Verdict | undefined> {
  try {
    return (await store.readVerdict(path)).verdict
  } catch (error) {
    const codes = ['store/object-missing', 'store/record-corrupt']
    if (error instanceof SlipwayError && codes.includes(error.code)) return undefined
    throw error
  }
}
