import type { Json, KeyPreimage } from '@slipway/core'
import { sameValue, showValue } from './field-changes.ts'
import { paramLabel } from './param-label.ts'

/** What makes two keys of one stage differ, one sentence each; empty for equal preimages. */
export function explainKey(before: KeyPreimage, now: KeyPreimage): string[] {
  return [
    ...(sameValue(before.cmd, now.cmd) ? [] : ['cmd changed']),
    ...(before.wdir === now.wdir ? [] : [`wdir ${before.wdir} → ${now.wdir}`]),
    ...differences(before.deps, now.deps).map(({ key, from, to }) => {
      if (from === undefined) return `${key} is a new dependency`
      return to === undefined ? `${key} is no dependency any more` : `${key} changed`
    }),
    ...differences(before.params, now.params).map(
      ({ key, from, to }) => `${paramLabel(key)} ${showValue(from)} → ${showValue(to)}`,
    ),
    ...differences(before.env, now.env).map(
      ({ key, from, to }) => `env ${key} ${showValue(from)} → ${showValue(to)}`,
    ),
    ...before.outs.filter((path) => !now.outs.includes(path)).map((path) => `${path} is no output any more`),
    ...now.outs.filter((path) => !before.outs.includes(path)).map((path) => `${path} is a new output`),
    ...(sameValue(before.sweep, now.sweep) ? [] : ['what the sweep tries, or chooses by, changed']),
    ...(sameValue(before.stop, now.stop) ? [] : ['the rule for stopping early changed']),
  ]
}

interface Difference {
  readonly key: string
  readonly from: Json | undefined
  readonly to: Json | undefined
}

/** The members that differ, in the order of their keys. */
function differences(
  before: Readonly<Record<string, Json>>,
  now: Readonly<Record<string, Json>>,
): Difference[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort()
  return keys
    .map((key) => ({ key, from: before[key], to: now[key] }))
    .filter(({ from, to }) => !sameValue(from, to))
}
