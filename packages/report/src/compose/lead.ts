import { clip, isDigest, shortOf } from '@slipway/core'
import { type Block, code, type Inline, paragraph, strong } from '../document/document.ts'
import type { ModelReport, Report } from '../report.ts'
import { sentence } from '../text/sentence.ts'
import { metricRows } from './metric-rows.ts'
import { STANDINGS, type Standing } from './standing.ts'

/** The reason in one sentence, and what a merge would do. */
export function leadBlocks(
  model: ModelReport,
  report: Report,
  standing: Standing,
  characters: number,
): readonly Block[] {
  const { verdict } = model
  if (standing === 'no-result' || !verdict) return [noResult(report, characters)]
  if (standing === 'claim') return [claim(verdict.outcome)]
  const reason = clip(verdict.reasons[0] ?? '', characters)
  return [
    paragraph(strong(reason), ...(report.pullRequest ? afterMerge(model, standing) : [])),
    ...furtherCauses(model, standing, characters),
    ...signedOff(model, characters),
  ]
}

function noResult({ failure, run }: Report, characters: number): Block {
  const why = sentence(failure ?? '', characters)
  return paragraph(
    strong(why === '' ? 'There is nothing to compare.' : why),
    ' Nothing was compared, so nothing is decided: this is no pass. ',
    { link: run.url, text: 'The run’s log' },
    ' says more; mend it and push, or run it again.',
  )
}

function claim(outcome: keyof typeof STANDINGS): Block {
  return paragraph(
    strong(['The fork’s own numbers say ', { emphasis: STANDINGS[outcome].word }, '.']),
    ' They were computed by code that nobody here has reviewed, so they decide nothing, and no bytes of this run can be released.',
  )
}

function afterMerge({ verdict, mergeDiffers }: ModelReport, standing: Standing): Inline[] {
  if (!verdict) return []
  const { model, run } = verdict.challenger
  const bytes: Inline = [code(shortDigest(model)), run ? ', run ' : '', run ? code(shortOf(run.key)) : '']
  if ((standing === 'better' || standing === 'non-inferior') && mergeDiffers)
    return [
      ' Merging releases nothing yet: what it changes takes effect then, and the candidate workflow runs and judges the merged commit by it.',
    ]
  if (standing === 'better' || standing === 'non-inferior')
    return [' Merging promotes exactly these bytes (', bytes, ').']
  if (standing === 'unchanged') return [' Merging releases no new version (', bytes, ').']
  return []
}

/** "sha256:9a41…77c0" */
function shortDigest(digest: string): string {
  return isDigest(digest) ? `sha256:${digest.slice(7, 11)}…${digest.slice(-4)}` : digest
}

/** A bad outcome names each of its causes; the first stands above. */
function furtherCauses({ verdict }: ModelReport, standing: Standing, characters: number): readonly Block[] {
  if (!verdict || standing !== 'worse') return []
  const metrics = metricRows(verdict).map(({ metric }) => metric)
  const causes = [...metrics, ...(verdict.tests ?? [])]
    .filter(({ outcome }) => outcome === 'worse')
    .map(({ reason }) => reason)
    .filter((reason) => reason !== verdict.reasons[0])
  if (causes.length === 0) return []
  const shown = causes.slice(0, 5).map((reason) => clip(reason, characters))
  const left = causes.length - shown.length
  const items = left > 0 ? [...shown, `${left} more.`] : shown
  return [
    {
      kind: 'callout',
      level: 'caution',
      blocks: items.length === 1 ? [paragraph(items[0] ?? '')] : [{ kind: 'list', ordered: false, items }],
    },
  ]
}

function signedOff({ verdict }: ModelReport, characters: number): readonly Block[] {
  const signoff = verdict?.signoff
  if (!signoff) return []
  return [
    paragraph(
      `Accepted by ${clip(signoff.who, 80)} on ${signoff.when.slice(0, 10)}: ${clip(signoff.why, characters)}`,
    ),
  ]
}
