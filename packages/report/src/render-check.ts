import type { Digest } from '@slipway/core'
import { clip } from '@slipway/core'
import { composeModel } from './compose/compose-model.ts'
import { DETAILS } from './compose/detail.ts'
import { STANDINGS, type Standing, standingOf } from './compose/standing.ts'
import type { Block } from './document/document.ts'
import { renderMarkdown } from './document/render-markdown.ts'
import type { ModelReport, Report } from './report.ts'

/** What a check run is made of; sizes as GitHub's API allows them. */
export interface CheckText {
  readonly name: string
  readonly conclusion: 'success' | 'failure' | 'action_required'
  /** At most 255 characters, plain text. */
  readonly title: string
  /** At most 65,535 characters of Markdown. */
  readonly summary: string
  /** The same; empty where there is no more to say. */
  readonly text: string
  /** Digest of the verdict; null without one. */
  readonly externalId: Digest | null
}

const TITLE = 255
/** @see GitHub's OpenAPI description, checks/create */
const BODY = 65_535

const CONCLUSION: Readonly<Record<Standing, CheckText['conclusion']>> = {
  better: 'success',
  'non-inferior': 'success',
  unchanged: 'success',
  worse: 'failure',
  'cannot-tell': 'action_required',
  'first-release': 'action_required',
  claim: 'action_required',
  'no-result': 'action_required',
}

/** The check of one model: what decides in the summary, what else is known in the text. */
export function renderCheck(model: ModelReport, report: Report): CheckText {
  const standing = standingOf(model, report.state)
  return {
    name: `slipway / ${model.name}`,
    conclusion: conclusionOf(model, standing),
    title: titleOf(model, report, standing),
    ...bodies(model, report),
    externalId: standing === 'claim' || standing === 'no-result' ? null : model.digest,
  }
}

/** What the gate makes of a *cannot tell*. */
function conclusionOf({ verdict }: ModelReport, standing: Standing): CheckText['conclusion'] {
  const rule = standing === 'cannot-tell' ? verdict?.on_cannot_tell : undefined
  if (rule === undefined) return CONCLUSION[standing]
  return rule === 'allow' ? 'success' : 'failure'
}

function titleOf({ verdict }: ModelReport, { failure }: Report, standing: Standing): string {
  const { word } = STANDINGS[standing]
  if (standing === 'claim' && verdict)
    return clip(`Not checked: a fork claims ${STANDINGS[verdict.outcome].word}`, TITLE)
  const reason = standing === 'no-result' ? (failure ?? '') : (verdict?.reasons[0] ?? '')
  return clip(reason === '' ? word : `${word}: ${reason}`, TITLE)
}

/** The richest pair that keeps within the sizes; the poorest always does. */
function bodies(model: ModelReport, report: Report): { summary: string; text: string } {
  for (const detail of DETAILS) {
    const [, ...blocks] = composeModel(model, report, detail)
    const isFolded = (block: Block) => block.kind === 'section'
    const summary = renderMarkdown(blocks.filter((block) => !isFolded(block)))
    const text = renderMarkdown(blocks.filter(isFolded))
    if (summary.length <= BODY && text.length <= BODY) return { summary, text }
  }
  return { summary: '', text: '' }
}
