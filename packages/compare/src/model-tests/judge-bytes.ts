import type { ModelTests, TestVerdict } from '@slipway/core'
import { tryParseByteSize } from '@slipway/core'
import { formatEstimate, formatGiven } from '../format-number.ts'
import { exactTest, untoldTest } from './test-finding.ts'

/** Size or memory of both models: exact numbers, each against its limit. */
export function judgeBytes(
  kind: 'size' | 'memory',
  { challenger, champion }: { readonly challenger: number; readonly champion: number | null },
  { max, margin }: NonNullable<ModelTests['size']>,
): readonly TestVerdict[] {
  const what = kind === 'size' ? 'the file has' : 'at its peak the process that runs it takes'
  const limit = max === undefined ? undefined : tryParseByteSize(max)
  const against = champion === null ? '' : ` against ${megabytes(champion)}`
  const allowed = max === undefined ? '' : `; ${max} is allowed`
  const own = exactTest(
    { kind, name: 'bytes', unit: 'bytes' },
    { challenger, champion, max: limit },
    `${what} ${megabytes(challenger)}${against}${allowed}`,
  )
  if (margin === undefined) return [own]
  const subject = { kind, name: 'ratio to the champion', unit: 'ratio' } as const
  if (champion === null)
    return [
      own,
      untoldTest(
        subject,
        `${what} ${megabytes(challenger)}, and there is no champion to compare with`,
        margin,
      ),
    ]
  const ratio = challenger / champion
  return [
    own,
    exactTest(
      subject,
      { challenger: ratio, max: margin },
      `${what} ${formatEstimate(ratio)} times what the champion ${kind === 'size' ? 'has' : 'takes'}; ${formatGiven(margin)} is allowed`,
    ),
  ]
}

/** In powers of ten, as on disks. */
function megabytes(bytes: number): string {
  if (bytes < 1e6) return `${formatEstimate(bytes / 1e3)}\u00a0kB`
  return `${formatEstimate(bytes / 1e6)}\u00a0MB`
}
