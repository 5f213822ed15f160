import { canonicalJson, type Json, type KeyPreimage, POINTER_SUFFIX } from '@slipway/core'
import type { Evidence, PromotionFacts } from './promotion-facts.ts'
import type { MovedInput } from './promotion-plan.ts'

/**
 * What moved between the tree that was judged and the merged one, in the first stage whose keys differ; the stages
 * after it differ only because that one does.
 */
export function movedInputs(facts: PromotionFacts, evidence: Evidence): readonly MovedInput[] {
  const records = evidence.claims.records.map((digest) => evidence.records.get(digest))
  for (const { stage, key, preimage } of evidence.keys.stages) {
    const ran = records.filter((record) => record?.stage === stage)
    const judged = ran[0]
    if (judged === undefined || ran.some((record) => record?.key === key)) continue
    return differences(judged.key_preimage, preimage).map(([what, name]) => ({
      stage,
      what,
      name,
      commit: movedBy(facts, what, name),
    }))
  }
  return []
}

type Difference = readonly [what: MovedInput['what'], name: string]

function differences(before: KeyPreimage, after: KeyPreimage): readonly Difference[] {
  const named = (what: MovedInput['what'], a: Named, b: Named): Difference[] =>
    [...new Set([...Object.keys(a), ...Object.keys(b)])]
      .filter((name) => !same(a[name], b[name]))
      .sort()
      .map((name) => [what, name])
  const whole = (what: 'cmd' | 'wdir' | 'outs'): Difference[] =>
    same(before[what], after[what]) ? [] : [[what, '']]
  return [
    ...whole('cmd'),
    ...whole('wdir'),
    ...named('dep', before.deps, after.deps),
    ...named('param', before.params, after.params),
    ...named('env', before.env, after.env),
    ...whole('outs'),
  ]
}

type Named = Readonly<Record<string, Json>>

function same(a: Json | undefined, b: Json | undefined): boolean {
  return a === undefined || b === undefined ? a === b : canonicalJson(a) === canonicalJson(b)
}

/** The last commit since the judgement that touched the input's file; its own pointer stands for versioned data. */
function movedBy(facts: PromotionFacts, what: MovedInput['what'], name: string): string | undefined {
  if (what !== 'dep' && what !== 'param') return undefined
  const path = what === 'param' ? name.slice(0, name.lastIndexOf(':')) : name
  return facts.since.findLast(({ paths }) =>
    paths.some((changed) => changed === path || changed.startsWith(`${path}/`) || isPointerOf(changed, path)),
  )?.commit
}

/** `data/flights.slip` moves `data/flights` and everything below it. */
function isPointerOf(changed: string, path: string): boolean {
  if (!changed.endsWith(POINTER_SUFFIX)) return false
  const target = changed.slice(0, -POINTER_SUFFIX.length)
  return path === target || path.startsWith(`${target}/`)
}

const WHOLE: Partial<Record<MovedInput['what'], string>> = {
  cmd: 'the command',
  wdir: 'the working folder',
  outs: 'the list of outputs',
}

/** "src/train.py (b7e2210)", for people. */
export function renderMoved({ what, name, commit }: MovedInput): string {
  const subject = WHOLE[what] ?? name
  return commit === undefined ? subject : `${subject} (${commit.slice(0, 7)})`
}
