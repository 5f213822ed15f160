import { styleText } from 'node:util'
import { plainText } from '@slipway/core'
import type { Terminal } from '../command.ts'
import { formatCount } from '../format-bytes.ts'
import { textTable } from '../text-table.ts'
import type { Check } from './check.ts'
import type { PreflightResult } from './run-preflight.ts'

export const MARK: Readonly<Record<Check['state'], string>> = {
  ok: '●',
  warning: '▲',
  failed: '✖',
  'not checked': '○',
}
const COLOUR = { ok: 'green', warning: 'yellow', failed: 'red', 'not checked': 'dim' } as const

/** The checks as a table, then what mends those that are not well. */
export function renderPreflight(result: PreflightResult, { colour }: Terminal): string {
  const { checks } = result
  const mark = (state: Check['state']) =>
    colour ? styleText(COLOUR[state], MARK[state], { validateStream: false }) : MARK[state]
  const rows = checks.map(({ state, subject, found, wanted }) => [
    `${mark(state)} ${subject}`,
    plainText(found),
    plainText(wanted ?? ''),
  ])
  const hints = mended(checks).map(({ state, subject, hint }) => `${mark(state)} ${subject}: ${hint}`)
  return [
    textTable([['  check', 'found', 'asked for'], ...rows]),
    '',
    ...hints,
    ...(hints.length > 0 ? [''] : []),
    verdictOf(result),
  ].join('\n')
}

/** Checks that have something to be done, failures first. */
export function mended(checks: readonly Check[]): readonly Check[] {
  const hinted = checks.filter(({ hint, state }) => hint !== null && state !== 'ok')
  return [
    ...hinted.filter(({ state }) => state === 'failed'),
    ...hinted.filter(({ state }) => state !== 'failed'),
  ]
}

/** "Fit (for train): 14 checks, 1 warning, in 0.3 s" */
export function verdictOf({ checks, stages, seconds }: PreflightResult): string {
  const count = (state: Check['state']) => checks.filter((check) => check.state === state).length
  const forWhat = stages.length === 0 ? 'no stage asks for a machine of its own' : `for ${stages.join(', ')}`
  const told = [
    ...(count('failed') > 0 ? [`${count('failed')} failed`] : []),
    ...(count('warning') > 0 ? [formatCount(count('warning'), 'warning')] : []),
  ]
  const outcome = count('failed') > 0 ? 'Not fit' : 'Fit'
  return `${outcome} (${forWhat}): ${[formatCount(checks.length, 'check'), ...told].join(', ')}, in ${seconds.toFixed(1)} s`
}
