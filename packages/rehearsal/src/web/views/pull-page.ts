import { diffTrees } from '../../forge/git/diff.ts'
import { rememberCommits } from '../../forge/git/known-commits.ts'
import { pullStart } from '../../forge/pulls/pull-start.ts'
import { headChecks } from '../../forge/pulls/pull-state.ts'
import type { PullRequest } from '../../forge/state/issue.ts'
import { type Html, html } from '../html.ts'
import type { Answer, View, Visit } from '../page.ts'
import { checkList } from '../parts/check-list.ts'
import { commitRows } from '../parts/commit-rows.ts'
import { diffView } from '../parts/diff-view.ts'
import { icon } from '../parts/icon.ts'
import { mergeBox } from '../parts/merge-box.ts'
import { personName } from '../parts/person.ts'
import { pullWord } from '../parts/pull-rows.ts'
import { timeline } from '../parts/timeline.ts'

type PullTab = 'conversation' | 'commits' | 'checks' | 'files'

/** Makes a view of one part of a pull request. */
function pullView(tab: PullTab, content: (visit: Visit, pull: PullRequest) => Html | Promise<Html>): View {
  return async (visit) => {
    const pull = visit.repository.pulls.get(Number(visit.parts.number))
    if (!pull) return undefined
    return pullPage(visit, pull, tab, await content(visit, pull))
  }
}

/** The conversation: what was said, what the checks say, whether it can be merged. */
export const pullConversationView = pullView('conversation', (visit, pull) => {
  return html`${timeline(visit.forge, visit.repository, pull)}${mergeBox(visit.forge, visit.repository, pull)}`
})

export const pullCommitsView = pullView('commits', async ({ repository, forge }, pull) =>
  commitRows(forge, repository, await rememberCommits(repository, [...pull.commits].reverse())),
)

export const pullChecksView = pullView('checks', (visit, pull) => {
  const checks = headChecks(visit.repository, pull)
  if (checks.length === 0) return html`<p class="quiet">No check yet.</p>`
  return html`<section class="box">${checkList(visit.repository, checks, visit.forge.now())}</section>`
})

export const pullFilesView = pullView('files', async ({ repository }, pull) =>
  diffView(await diffTrees(repository.git, await pullStart(repository, pull), pull.head.sha)),
)

function pullPage(visit: Visit, pull: PullRequest, tab: PullTab, content: Html): Answer {
  const { repository } = visit
  const { word, sign } = pullWord(pull)
  const address = `/${repository.fullName}/pull/${pull.number}`
  const checks = headChecks(visit.repository, pull)
  const link = (name: PullTab, path: string, label: string, count: number | undefined) =>
    html`<a href="${address}${path}"${name === tab && html` aria-current="page"`}>${label}${count !== undefined && html` <span class="count">${count}</span>`}</a>`
  const comments = [...repository.comments.values()].filter((comment) => comment.number === pull.number)
  const body = html`<h1>${pull.title} <span class="number">#${pull.number}</span></h1>
<p class="subtitle"><span class="badge state-${word.toLowerCase()}">${icon(sign)} ${word}</span> <span>${intention(visit, pull)}</span></p>
<nav class="tabs inner" aria-label="Pull request">
${link('conversation', '', 'Conversation', comments.length)}
${link('commits', '/commits', 'Commits', pull.commits.length)}
${link('checks', '/checks', 'Checks', checks.length)}
${link('files', '/files', 'Files changed', pull.changes.files)}
<span class="counts"><span class="plus">+${pull.changes.additions}</span> <span class="minus">−${pull.changes.deletions}</span></span></nav>
${content}`
  const running = checks.some((check) => check.status !== 'completed') || runningNear(visit, pull)
  return {
    kind: 'page',
    title: `${pull.title} · Pull request #${pull.number}`,
    body,
    tab: 'pulls',
    live: running,
  }
}

/** Whether a run of this repository is still going on while the pull request is open: it may have something to say. */
function runningNear({ repository }: Visit, pull: PullRequest): boolean {
  return pull.state === 'open' && [...repository.runs.values()].some(({ run }) => run.status !== 'completed')
}

function intention({ repository }: Visit, pull: PullRequest): Html {
  const count = `${pull.commits.length} ${pull.commits.length === 1 ? 'commit' : 'commits'}`
  const head =
    pull.head.repository === repository
      ? pull.head.ref
      : `${pull.head.repository.owner.login}:${pull.head.ref}`
  const by = personName(pull.merged?.by ?? pull.author)
  const verb = pull.merged ? 'merged' : 'wants to merge'
  return html`${by} ${verb} ${count} into <span class="branch">${pull.base.ref}</span> from <span class="branch">${head}</span>`
}
