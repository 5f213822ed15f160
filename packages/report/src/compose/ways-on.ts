import { formatCount, formatGiven, metricLabel } from '@slipway/compare'
import type { Verdict } from '@slipway/core'
import { type Block, code, type Inline, paragraph, strong } from '../document/document.ts'
import type { ModelReport, Report } from '../report.ts'
import { metricRows } from './metric-rows.ts'
import type { Standing } from './standing.ts'

/** What the reader can do now; nothing where there is nothing to do. Only ways that exist today. */
export function waysOn(model: ModelReport, report: Report, standing: Standing): readonly Block[] {
  const { verdict } = model
  if (verdict?.signoff) return []
  if (report.byHand) return verdict && standing === 'cannot-tell' ? byHandWays(verdict) : []
  switch (standing) {
    case 'worse':
      return [
        paragraph(
          strong('Way on'),
          '\u00a0 Mend it and push: the new commit is judged on its own. Nobody can accept a ',
          { emphasis: 'worse' },
          '; what the gate asks can be changed, first and on the base branch.',
        ),
      ]
    case 'cannot-tell':
      if (verdict?.on_cannot_tell === 'allow') return [paragraph(strong('Way on'), '\u00a0 ', ALLOWED)]
      return listed([
        ...(verdict ? moreData(verdict) : []),
        verdict?.on_cannot_tell === 'block' ? BLOCKED : signOff(report),
        'Leave it.',
      ])
    case 'first-release':
      return [paragraph(strong('Way on'), '\u00a0 ', signOff(report))]
    case 'claim':
      return [paragraph(strong('For a maintainer'), '\u00a0 ', trainHere(report))]
    default:
      return []
  }
}

/** What is compared by hand is released by nobody, so there is nothing to accept. */
function byHandWays(verdict: Verdict): readonly Block[] {
  return moreData(verdict).map((way) => paragraph(strong('Way on'), '\u00a0 ', way))
}
const ALLOWED: Inline = [
  'The gate lets pass what only noise leaves open (',
  code('on-cannot-tell: allow'),
  '): merging releases exactly these bytes. It becomes no anchor, so that what it may have lost still counts.',
]
const BLOCKED: Inline = [
  'Nobody can accept it: the gate says ',
  code('on-cannot-tell: block'),
  '. That can be changed, first and on the base branch.',
]

function listed(items: readonly Inline[]): readonly Block[] {
  return [paragraph(strong('Ways on')), { kind: 'list', ordered: true, items }]
}

/** What it would take to settle what is open: of all metrics that are, the one that needs most. */
function moreData(verdict: Verdict): Inline[] {
  const open = metricRows(verdict).flatMap(({ name, metric: { outcome, power } }) =>
    outcome === 'cannot-tell' && power !== null && power.needed !== null && power.target !== null
      ? [{ name, unit: power.unit, needed: power.needed, target: power.target }]
      : [],
  )
  const largest = open.sort((a, b) => b.needed - a.needed)[0]
  if (!largest) return []
  const { name, unit, needed, target } = largest
  const present = sizeOf(verdict, unit)
  if (present === undefined || needed <= present) return []
  const hardlyHelps =
    unit === 'clusters' ? ' More rows in each cluster hardly help: clusters differ more than rows.' : ''
  return [
    `Add about ${formatCount(needed - present)} more ${unit} to the test rows: ${formatCount(needed)} would settle a difference of ${formatGiven(target)} in ${metricLabel(name)}, and there are ${formatCount(present)}.${hardlyHelps}`,
  ]
}

/** Size of the rows that decide. */
function sizeOf({ mode, testset, metrics }: Verdict, unit: 'rows' | 'clusters'): number | undefined {
  if (mode === 'sealed') return testset?.test?.[unit] ?? undefined
  return Object.values(metrics).find(({ estimate }) => estimate?.[unit])?.estimate?.[unit] ?? undefined
}

function signOff({ pullRequest }: Report): Inline {
  return [
    ...(pullRequest
      ? [
          'Merge it with a sign-off: the merged commit stays ',
          { emphasis: 'unreleased' },
          ' until a person approves',
        ]
      : ['Accept it with a sign-off: a person approves']),
    ' it in the candidate workflow, or runs ',
    code('slipway promote --accept "why"'),
    '. Who, when and why stay in the release.',
  ]
}

function trainHere({ pullRequest, run }: Report): Inline {
  const commit = run.headSha.slice(0, 12)
  return [
    'Read the code first. Then bring this exact commit into a branch of this repository, ',
    code(`git fetch origin pull/${pullRequest?.number ?? 'N'}/head`),
    ' and ',
    code(`git push origin ${commit}:refs/heads/BRANCH`),
    ', and open a pull request from it: there it runs on the project’s own runners, and its numbers count.',
  ]
}
