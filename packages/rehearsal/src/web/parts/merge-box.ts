import { requiredChecks } from '../../forge/checks/rules-of.ts'
import { headChecks, missingChecks, pullState } from '../../forge/pulls/pull-state.ts'
import type { ForgeState } from '../../forge/state/forge-state.ts'
import type { PullRequest } from '../../forge/state/issue.ts'
import type { ForgeRepository } from '../../forge/state/repository.ts'
import { type Html, html } from '../html.ts'
import { checkList } from './check-list.ts'
import { type IconName, icon } from './icon.ts'

/** The checks, and whether the pull request can be merged. */
export function mergeBox(forge: ForgeState, repository: ForgeRepository, pull: PullRequest): Html {
  const checks = headChecks(repository, pull)
  const required = requiredChecks(repository, pull.base.ref)
  const list =
    checks.length > 0 &&
    html`<details class="fold" open><summary class="box-head">${checksHeadline(checks.map((check) => check.conclusion ?? check.status))}</summary>${checkList(repository, checks, forge.now())}</details>`
  const note =
    required.length > 0 &&
    html`<p class="box-row quiet">Required: ${required.map((name) => html`<span class="label">${name}</span> `)}</p>`
  const { sign, title, text, tone } = mergeWords(repository, pull)
  return html`<section class="box merge-box merge-${tone}">${list}${note}
<div class="box-row verdict"><span class="sign">${icon(sign)}</span><div><b>${title}</b><div class="quiet">${text}</div></div></div></section>`
}

const GREEN = new Set(['success', 'neutral', 'skipped'])

function checksHeadline(states: readonly string[]): string {
  const count = (names: readonly string[]) => states.filter((state) => names.includes(state)).length
  const bad = count(['failure', 'timed_out', 'cancelled', 'action_required', 'stale'])
  const open = count(['queued', 'in_progress', 'waiting', 'pending', 'requested'])
  if (open > 0) return `Some checks haven’t completed yet · ${open} of ${states.length}`
  if (bad > 0) return `Some checks were not successful · ${bad} of ${states.length}`
  return states.every((state) => GREEN.has(state)) ? `All checks have passed · ${states.length}` : 'Checks'
}

interface MergeWords {
  readonly sign: IconName
  readonly tone: 'good' | 'bad' | 'done' | 'quiet' | 'wait'
  readonly title: string
  readonly text: string
}

function mergeWords(repository: ForgeRepository, pull: PullRequest): MergeWords {
  if (pull.merged) {
    const text = `Merged by ${pull.merged.by.login} as ${pull.merged.sha.slice(0, 7)} (${METHODS[pull.merged.method]}).`
    return { sign: 'merged', tone: 'done', title: 'Pull request successfully merged and closed', text }
  }
  if (pull.state === 'closed')
    return {
      sign: 'closed',
      tone: 'quiet',
      title: 'Closed with unmerged commits',
      text: 'This pull request is closed.',
    }
  switch (pullState(repository, pull)) {
    case 'dirty':
      return {
        sign: 'attention',
        tone: 'bad',
        title: 'This branch has conflicts that must be resolved',
        text: 'No workflow runs on a merge that cannot be made.',
      }
    case 'blocked':
      return {
        sign: 'attention',
        tone: 'bad',
        title: 'Merging is blocked',
        text: `Missing: ${missingChecks(repository, pull).join(', ')}.`,
      }
    case 'draft':
      return {
        sign: 'pull',
        tone: 'quiet',
        title: 'This pull request is still a work in progress',
        text: 'Draft pull requests cannot be merged.',
      }
    case 'unstable':
      return {
        sign: 'attention',
        tone: 'wait',
        title: 'No conflicts with the base branch',
        text: 'Some checks are not green; none of them is required.',
      }
    case 'unknown':
      return { sign: 'queued', tone: 'quiet', title: 'Checking for the ability to merge', text: '' }
    case 'clean':
      return {
        sign: 'success',
        tone: 'good',
        title: 'No conflicts with the base branch',
        text: 'Merging can be performed.',
      }
  }
}

const METHODS = { merge: 'merge commit', squash: 'squashed', rebase: 'rebased' } as const
