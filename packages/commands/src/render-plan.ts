import { styleText } from 'node:util'
import { shortOf } from '@slipway/core'
import type { Terminal } from './command.ts'
import type { PlanResult, StageLine } from './plan-workspace.ts'
import { textTable } from './text-table.ts'

const COLOUR = { known: 'green', stale: 'yellow', pending: 'dim' } as const

/** The plan as a table, then where its stages would run. */
export function renderPlan({ notices, stages, waves }: PlanResult, { colour }: Terminal): string {
  if (stages.length === 0) return 'slipway.yaml has no stages'
  const paint = (state: StageLine['state']) =>
    colour ? styleText(COLOUR[state], state, { validateStream: false }) : state
  const rows = stages.map((stage) => [
    stage.name,
    stage.key === null ? '-' : shortOf(stage.key),
    paint(stage.state),
    whereOf(stage),
    stage.reasons.join('; '),
  ])
  const lines = [
    ...(waves.before.length > 0 ? [`before  ${waves.before.join(', ')}`] : []),
    ...waves.matrix.map((entry) => `matrix  ${entry.name} on ${entry.runsOn.join(', ')}`),
    ...(waves.after.length > 0 ? [`after   ${waves.after.join(', ')}`] : []),
  ]
  const known = stages.every(({ state }) => state === 'known') ? ['Every stage is known: nothing to run'] : []
  return [
    ...notices.map((notice) => `note: ${notice}`),
    ...(notices.length > 0 ? [''] : []),
    textTable([['stage', 'key', 'state', 'where', 'why'], ...rows]),
    '',
    ...lines,
    ...known,
  ].join('\n')
}

/** Where a known run was found, or where a stage would run. */
function whereOf({ run, state, runsOn }: StageLine): string {
  if (state === 'known' && run) return run.shared ? run.domain : `${run.domain}, here only`
  return runsOn.length > 0 ? runsOn.join(', ') : 'any runner'
}
