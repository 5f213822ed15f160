import type { Outcome } from '@slipway/core'
import type { Inline, Tone } from '../document/document.ts'
import { code } from '../document/document.ts'
import type { ModelReport, ReportState } from '../report.ts'

/** Where a model stands: its outcome, or one of the three states in which there is none to speak of. */
export type Standing = Outcome | 'first-release' | 'claim' | 'no-result'

interface Words {
  /** Says the same as the words; for those who skim. */
  readonly mark: string
  readonly word: string
  readonly tone: Tone
  /** How bad the news is: what comes first among several models. */
  readonly urgency: number
}

export const STANDINGS: Readonly<Record<Standing, Words>> = {
  worse: { mark: '❌', word: 'worse', tone: 'bad', urgency: 0 },
  'no-result': { mark: '⚠️', word: 'no result', tone: 'unsure', urgency: 1 },
  'cannot-tell': { mark: '❓', word: 'cannot tell', tone: 'unsure', urgency: 2 },
  'first-release': { mark: '🆕', word: 'first release', tone: 'unsure', urgency: 3 },
  claim: { mark: '⏸️', word: 'claimed, not checked', tone: 'unsure', urgency: 4 },
  better: { mark: '✅', word: 'better', tone: 'good', urgency: 5 },
  'non-inferior': { mark: '✔️', word: 'non-inferior', tone: 'good', urgency: 6 },
  unchanged: { mark: '➖', word: 'unchanged', tone: 'quiet', urgency: 7 },
}

export function standingOf(model: ModelReport, state: ReportState): Standing {
  const { verdict } = model
  if (state === 'no-result' || !verdict) return 'no-result'
  if (state === 'claim') return 'claim'
  return verdict.baseline_kind === 'none' && verdict.outcome === 'cannot-tell'
    ? 'first-release'
    : verdict.outcome
}

/** The verdict in one line: "✅ flight-delay is better". */
export function headline(model: ModelReport, standing: Standing): Inline {
  const { mark } = STANDINGS[standing]
  return [`${mark} `, code(model.name), afterName(model, standing)]
}

function afterName(model: ModelReport, standing: Standing): string {
  switch (standing) {
    case 'claim':
      return ': claimed by a fork, not yet checked'
    case 'first-release':
      return model.verdict?.signoff
        ? ': first release, signed off'
        : ': first release, waiting for a sign-off'
    case 'cannot-tell':
      return model.verdict?.signoff ? ': cannot tell, accepted' : ': cannot tell'
    case 'no-result':
      return ': no result'
    case 'non-inferior':
      return isSlightlyWorse(model)
        ? ' is non-inferior: slightly worse, proven, inside tolerance'
        : ' is non-inferior'
    default:
      return ` is ${standing}`
  }
}

/** Non-inferior with an upper limit below zero: a small loss that is real. */
function isSlightlyWorse({ verdict }: ModelReport): boolean {
  return Object.values(verdict?.metrics ?? {}).some(
    ({ outcome, estimate }) => outcome === 'non-inferior' && (estimate?.limits?.[1] ?? 0) < 0,
  )
}
