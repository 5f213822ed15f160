import { type Digest, type ErrorKind, type Kind, SlipwayError, shortOf } from '@slipway/core'
import type { Amount } from '@slipway/store'
import { formatBytes, formatCount } from './format-bytes.ts'

export interface ImportedTarget {
  readonly target: string
  /** The file that named it. */
  readonly from: string
  /** `kept`: the pointer names a version of its own. `failed`: nothing was written for it. */
  readonly state: 'planned' | 'added' | 'updated' | 'unchanged' | 'kept' | 'failed'
  readonly kind?: Kind
  readonly oid?: Digest
  readonly files?: number
  readonly bytes?: number
  /** What the local store had to take, and what it had. */
  readonly moved?: Amount
  readonly present?: Amount
  /** Why it failed. */
  readonly problem?: {
    readonly kind: ErrorKind
    readonly code: string
    readonly message: string
    readonly hint: string | null
  }
}

/** What is wrong with one target is no reason to leave the others behind. */
export function failedTarget(target: string, from: string, error: unknown): ImportedTarget {
  if (!(error instanceof SlipwayError) || error.kind === 'bug') throw error
  const { kind, code, message, hint = null } = error
  return { target, from, state: 'failed', problem: { kind, code, message, hint } }
}

/** As the worst of the targets would have ended it. */
export function exitOfImport(targets: readonly ImportedTarget[]): number {
  const kinds = targets.flatMap(({ problem }) => (problem ? [problem.kind] : []))
  if (kinds.includes('corrupt')) return 4
  if (kinds.includes('external')) return 3
  return kinds.length > 0 ? 2 : 0
}

export function renderImported(each: ImportedTarget): readonly string[] {
  const { target, from, state, problem, files, bytes, oid, moved } = each
  if (state === 'planned') return [`${target}: to be imported, as ${from} says`]
  if (problem)
    return [`${target}: not imported. ${problem.message}`, ...(problem.hint ? [`  ${problem.hint}`] : [])]
  const size = `${formatCount(files ?? 0, 'file')}, ${formatBytes(bytes ?? 0)}`
  if (state === 'kept')
    return [
      `${target}: kept as its pointer says; ${from} names another version, ${size} (${oid ? shortOf(oid) : ''})`,
    ]
  const stored = !moved || moved.objects === 0 ? 'nothing new' : `${formatBytes(moved.bytes)} new`
  return [`${target}: ${state}, ${size}, ${stored} in the local store (${oid ? shortOf(oid) : ''})`]
}
