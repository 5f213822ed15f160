import { formatDifference, formatEstimate, formatGiven, formatInterval } from '../format-number.ts'
import type { Concluded } from '../judge/conclude.ts'
import { cannotBeJudged, type ExaminedRows, type ExaminedValue } from '../judge/examine-metric.ts'
import type { DifferenceFinding } from '../judge/judge-difference.ts'
import { isProvenLoss } from '../judge/sealed-outcome.ts'
import { metricLabel } from '../metrics/metric-label.ts'

/**
 * Why a metric has its outcome: one sentence for people, without its full stop. In sealed mode all numbers are of the
 * shown rows; of the sealed rows it says the one word they may say, and what follows from the rows alone.
 */
export function metricReason(concluded: Concluded): string {
  const { examined, outcome } = concluded
  if (outcome === 'shown') return shownReason(concluded)
  const byLimit = concluded.limit === outcome || concluded.difference === undefined
  if (examined.source === 'value')
    return byLimit && concluded.limit !== undefined ? valueLimitReason(examined) : valueReason(examined)
  if (byLimit)
    return concluded.unanswered ? unansweredLimitReason(examined) : limitReason(concluded, examined)
  if (examined.obstacle !== undefined) return cannotBeJudged(examined.name, examined.obstacle)
  if (concluded.unanswered) return unansweredReason(examined)
  return examined.sealed ? sealedReason(concluded, examined) : openReason(concluded, examined)
}

/** True where nothing stood in the way of judging but noise. */
export function isBelowPower({ examined, difference, unanswered }: Concluded): boolean {
  if (
    unanswered ||
    examined.source !== 'rows' ||
    examined.obstacle !== undefined ||
    difference !== 'cannot-tell'
  )
    return false
  const { shown, deciding } = examined
  return (
    shown.difference?.trouble?.kind !== 'not-finite' &&
    deciding.difference?.trouble?.kind !== 'rows' &&
    (examined.sealed || shown.difference?.trouble === undefined)
  )
}

function shownReason({ examined }: Concluded): string {
  const label = metricLabel(examined.name)
  if (examined.source === 'value') return `${label} is ${formatEstimate(examined.challenger ?? Number.NaN)}`
  const { estimate, standardError } = examined.shown.measured.challenger
  return `${label} is ${formatEstimate(estimate, standardError)}`
}

/** "ROC AUC is 0.764 against 0.751" */
function comparison({ name, shown }: ExaminedRows): string {
  const { champion = Number.NaN, challenger, difference } = shown.measured
  const error = difference?.standardError ?? null
  return `${metricLabel(name)} is ${formatEstimate(challenger.estimate, error)} against ${formatEstimate(champion, error)}`
}

const marginText = (margin: number | undefined) =>
  margin === undefined ? '' : ` the margin of ${formatGiven(margin)}`

/** "a gain of 0.013": the size of the change, in words. */
function change({ gate, shown }: ExaminedRows): string {
  const { estimate = Number.NaN, standardError = Number.NaN } = shown.measured.difference ?? {}
  const gain = gate.direction === 'higher' ? estimate : -estimate
  return `a ${gain < 0 ? 'loss' : 'gain'} of ${formatEstimate(Math.abs(estimate), standardError)}`
}

function openReason({ lostToHolm, difference }: Concluded, examined: ExaminedRows): string {
  const { gate, name, shown } = examined
  const finding = shown.difference
  if (finding?.trouble) return cannotBeJudged(name, finding.trouble.text)
  if (finding?.same) return `${metricLabel(name)} is the same on every row`
  const is = comparison(examined)
  const asPoint = gate.judge === 'point'
  switch (difference) {
    case 'better':
      return `${is}, ${change(examined)}${asPoint ? '' : ' beyond what chance explains'}`
    case 'worse':
      return `${is}, ${loss(examined, finding)}`
    case 'non-inferior':
      if (lostToHolm)
        return `${is}, ${change(examined)} that is no more than chance once all goals are counted`
      if (finding && isProvenLoss(finding))
        return `${is}: slightly worse${asPoint ? '' : ', proven'}, and inside${marginText(gate.margin)}`
      return `${is}, no worse within${marginText(gate.margin)}`
    default:
      return `${is}, ${undecided(examined)}`
  }
}

function loss(examined: ExaminedRows, finding: DifferenceFinding | undefined): string {
  const { gate } = examined
  const proven = gate.judge === 'point' ? '' : ' beyond what chance explains'
  const [, upper = 0] = finding?.limits ?? []
  if (gate.margin === undefined) return `${change(examined)}${proven}`
  const beyond = upper < -gate.margin ? ' and beyond' : ', and perhaps beyond'
  return `${change(examined)}${proven}${beyond}${marginText(gate.margin)}`
}

/** What chance leaves open. */
function undecided({ gate, shown }: ExaminedRows): string {
  const { difference } = shown.measured
  if (!difference) return 'and nothing more is known'
  const { estimate, standardError } = difference
  const between = formatInterval(difference.limits(0.025), standardError)
  const wanted = gate.margin === undefined ? '' : `, and${marginText(gate.margin)} is not cleared`
  return `a change of ${formatDifference(estimate, standardError)} that may be anything in ${between}${wanted}`
}

function sealedReason({ lostToHolm, difference }: Concluded, examined: ExaminedRows): string {
  const { gate, name, shown, deciding } = examined
  const open = shown.difference
  if (open?.trouble?.kind === 'not-finite') return cannotBeJudged(name, open.trouble.text)
  const on = `on the open rows ${comparison(examined)}`
  if (difference === 'worse') return `${on}, ${loss(examined, open)}`
  if (open?.same && deciding.difference?.same) return `${metricLabel(name)} is the same on every row`
  const slightly = open && isProvenLoss(open) ? ', slightly worse, proven, and inside the margin' : ''
  if (difference === 'better') return `${on}, and the sealed rows show a gain beyond what chance explains`
  if (difference === 'non-inferior') {
    if (lostToHolm)
      return `${on}; the sealed rows show a gain, but no more than chance once all goals are counted`
    const within = gate.margin === undefined ? 'no loss' : `no loss beyond${marginText(gate.margin)}`
    return `${on}${slightly}; the sealed rows show ${within}`
  }
  const trouble = deciding.difference?.trouble
  const why =
    trouble?.kind === 'rows'
      ? `the sealed rows cannot judge: ${trouble.text}`
      : gate.margin === undefined
        ? 'the sealed rows do not show a gain'
        : `the sealed rows do not show that it stays within${marginText(gate.margin)}`
  return `${on}${slightly}; ${why}`
}

function unansweredReason(examined: ExaminedRows): string {
  const open = examined.shown.difference
  if (open?.trouble) return cannotBeJudged(examined.name, open.trouble.text)
  return `${examined.sealed ? 'on the open rows ' : ''}${comparison(examined)}, ${change(examined)}; the rows that decide gave no answer`
}

function unansweredLimitReason({ name, gate, sealed, shown }: ExaminedRows): string {
  const { estimate, standardError } = shown.measured.challenger
  return `${sealed ? 'on the open rows ' : ''}${metricLabel(name)} is ${formatEstimate(estimate, standardError)}; the gate asks for ${bounds(gate)}, and the rows that decide gave no answer`
}

function bounds({ min, max }: { min?: number | undefined; max?: number | undefined }): string {
  const least = min === undefined ? [] : [`at least ${formatGiven(min)}`]
  const most = max === undefined ? [] : [`at most ${formatGiven(max)}`]
  return [...least, ...most].join(' and ')
}

function limitReason({ limit }: Concluded, examined: ExaminedRows): string {
  const { gate, name, sealed, shown, deciding } = examined
  const { estimate, standardError } = shown.measured.challenger
  const open = shown.limit
  if (open?.trouble && (!sealed || open.trouble.kind === 'not-finite'))
    return cannotBeJudged(name, open.trouble.text)
  const is = `${sealed ? 'on the open rows ' : ''}${metricLabel(name)} is ${formatEstimate(estimate, standardError)}`
  const allowed = `the gate asks for ${bounds(gate)}`
  if (limit === 'worse') return `${is}; ${allowed}`
  if (limit === 'holds') return `${is}${sealed ? ', and the sealed rows show it too' : ''}; ${allowed}`
  const trouble = sealed ? deciding.limit?.trouble : undefined
  if (trouble?.kind === 'rows') return `${is}; the sealed rows cannot judge: ${trouble.text}`
  return `${is}; ${allowed}, and ${sealed ? 'the sealed rows do not show it' : 'it is too close to tell'}`
}

function valueLimitReason({ name, gate, challenger = Number.NaN }: ExaminedValue): string {
  return `${metricLabel(name)} is ${formatEstimate(challenger)}; the gate asks for ${bounds(gate)}`
}

function valueReason({ name, gate, challenger, champion, difference, obstacle }: ExaminedValue): string {
  if (obstacle !== undefined || !difference) return cannotBeJudged(name, obstacle ?? 'there is no value')
  const is = `${metricLabel(name)} is ${formatEstimate(challenger ?? Number.NaN)} against ${formatEstimate(champion ?? Number.NaN)}`
  const taken = 'the numbers are taken at their word'
  if (difference.outcome === 'worse')
    return `${is}, worse${gate.margin === undefined ? '' : ` by more than${marginText(gate.margin)}`}; ${taken}`
  return `${is}; ${taken}`
}
