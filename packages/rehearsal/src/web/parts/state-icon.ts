import type { CheckConclusion, CheckStatus } from '../../forge/state/check.ts'
import type { Html } from '../html.ts'
import { type IconName, icon } from './icon.ts'

const ICONS: Readonly<Record<string, readonly [IconName, string]>> = {
  success: ['success', 'Successful'],
  failure: ['failure', 'Failed'],
  timed_out: ['failure', 'Timed out'],
  cancelled: ['cancelled', 'Cancelled'],
  skipped: ['skipped', 'Skipped'],
  neutral: ['neutral', 'Neutral'],
  stale: ['neutral', 'Stale'],
  action_required: ['attention', 'Action required'],
  queued: ['queued', 'Queued'],
  requested: ['queued', 'Requested'],
  pending: ['queued', 'Pending'],
  waiting: ['waiting', 'Waiting'],
  in_progress: ['running', 'In progress'],
}

/** State of a check, a job, a step or a run, as a word. */
export function stateWord(status: CheckStatus, conclusion: CheckConclusion | null): string {
  return ICONS[conclusion ?? status]?.[1] ?? status
}

/** The same as a sign. */
export function stateIcon(status: CheckStatus, conclusion: CheckConclusion | null): Html {
  const [name, label] = ICONS[conclusion ?? status] ?? ['neutral', status]
  return icon(name, label)
}
