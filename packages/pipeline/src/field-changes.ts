import { canonicalJson, type Json } from '@slipway/core'

const SHOWN = 60

/** A value as a sentence shows it: short, and "none" where there is none. */
export function showValue(value: Json | undefined): string {
  if (value === undefined) return 'none'
  const text = typeof value === 'string' ? value : canonicalJson(value)
  return text.length > SHOWN ? `${text.slice(0, SHOWN - 1)}…` : text
}

export function sameValue(a: Json | undefined, b: Json | undefined): boolean {
  if (a === undefined || b === undefined) return a === b
  return canonicalJson(a) === canonicalJson(b)
}

/** "field before → now" for each of these fields that differs. */
export function fieldChanges<Field extends string>(
  before: { readonly [F in Field]?: Json | undefined },
  now: { readonly [F in Field]?: Json | undefined },
  fields: readonly Field[],
): string[] {
  return fields
    .filter((field) => !sameValue(before[field], now[field]))
    .map((field) => `${field} ${showValue(before[field])} → ${showValue(now[field])}`)
}

/** "label + added, − removed"; nothing for lists with the same members. */
export function listChanges(label: string, before: readonly string[], now: readonly string[]): string[] {
  const added = now.filter((each) => !before.includes(each)).map((each) => `+ ${each}`)
  const removed = before.filter((each) => !now.includes(each)).map((each) => `− ${each}`)
  return added.length + removed.length === 0 ? [] : [`${label} ${[...added, ...removed].join(', ')}`]
}
