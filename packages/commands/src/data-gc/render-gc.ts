import type { Amount } from '@slipway/store'
import type { DataGcResult } from '../data-gc.ts'
import { formatBytes, formatCount } from '../format-bytes.ts'
import { textTable } from '../text-table.ts'

const amount = ({ objects, bytes }: Amount) => `${formatCount(objects, 'object')}, ${formatBytes(bytes)}`

/** What a collection or a trim did, or would do, and what comes next. */
export function renderGc(result: DataGcResult): string {
  return [result.store, ...(result.mode === 'trim' ? trimLines(result) : collectLines(result))].join('\n')
}

type Collected = Extract<DataGcResult, { mode: 'collect' }>
type Trimmed = Extract<DataGcResult, { mode: 'trim' }>

function collectLines(result: Collected): string[] {
  const { kept, untouched, unreachable, due, deleted, absent, unreadable, repacked, applied } = result
  const row = (name: string, { objects, bytes }: Amount) => [
    `  ${name}`,
    formatCount(objects, 'object'),
    formatBytes(bytes),
  ]
  return [
    textTable([
      ...kept.map((each) => row(`kept for a ${each.reason}`, each)),
      ...(untouched.objects > 0 ? [row('never collected', untouched)] : []),
      row('nothing leads to', unreachable),
    ]),
    ...(absent > 0 ? [`Named somewhere and not in this store: ${absent}`] : []),
    ...(unreadable.length > 0
      ? [
          `${formatCount(unreadable.length, 'record')} cannot be read, so what they name is not kept for them:`,
        ]
      : []),
    ...unreadable.slice(0, 10).map((path) => `  ${path}`),
    ...(repacked > 0
      ? [`Written anew, to go later: ${formatCount(repacked, 'pack')} of which less than half is needed`]
      : []),
    ...(applied ? [`Deleted: ${amount(deleted)}`] : []),
    ...nextLines(applied ? { objects: 0, bytes: 0 } : due, result),
  ]
}

function nextLines(due: Amount, { next, applied, shared }: Collected): string[] {
  const command = `slipway data gc${shared ? ' --remote' : ''} --apply`
  const when = next === null ? undefined : next.slice(0, 16).replace('T', ' ')
  if (due.objects > 0) return [`${amount(due)} may go now: ${command}`]
  if (when === undefined) return ['Nothing waits']
  return applied
    ? [`The rest may go from ${when} UTC on, if nothing leads to it then: run \`${command}\` again`]
    : [
        `Nothing may go yet: \`${command}\` writes it down, and deletes it from ${when} UTC on if nothing leads to it then`,
      ]
}

function trimLines({ before, going, after, over, applied }: Trimmed): string[] {
  return [
    `  before: ${amount(before)}`,
    `  ${applied ? 'deleted' : 'would go'}: ${amount(going)}`,
    `  after:  ${amount(after)}`,
    ...(over ? ['The rest was used within a day, or is not in the shared store: slipway data push'] : []),
    ...(applied || going.objects === 0 ? [] : ['Nothing was deleted: add --apply']),
  ]
}
