import { escapeMarkdown } from '@slipway/core'
import { renderPromoted } from '../promote-command.ts'
import type { PromoteResult } from './promote-models.ts'

/** The job summary of a promotion. */
export function renderPromotionSummary({ commit, models, candidate }: PromoteResult): string {
  const lines = models.map((model) => `- ${escapeMarkdown(renderPromoted(model))}`)
  const started = candidate.started
    ? [
        'The candidate workflow was started: it trains this tree on the default branch, compares, and waits for an approval.',
      ]
    : []
  return [
    `## Promotion of ${commit.slice(0, 7)}`,
    lines.join('\n') || 'No model in slipway.yaml.',
    ...started,
  ].join('\n\n')
}
