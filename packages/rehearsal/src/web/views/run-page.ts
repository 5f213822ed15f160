import { currentAttempt } from '../../forge/present/run.ts'
import { artifactAddress } from '../../forge/results/artifact-address.ts'
import type { Artifact } from '../../forge/state/artifact.ts'
import type { ForgeState } from '../../forge/state/forge-state.ts'
import type { ForgeRepository } from '../../forge/state/repository.ts'
import type { RunAttempt, RunEntry } from '../../forge/state/run-entry.ts'
import { type Html, html } from '../html.ts'
import type { View } from '../page.ts'
import { annotationList } from '../parts/annotation-list.ts'
import { htmlFilesOf } from '../parts/artifact-files.ts'
import { icon } from '../parts/icon.ts'
import { renderSummary } from '../parts/repository-markdown.ts'
import { reviewBox } from '../parts/review-box.ts'
import { stateIcon, stateWord } from '../parts/state-icon.ts'
import { byteSize, duration, timeAgo } from '../time.ts'

/** A run: its jobs, what waits for a review, annotations, artifacts, summaries. */
export const runView: View = async ({ forge, repository, parts }) => {
  const entry = repository.runs.get(Number(parts.run))
  if (!entry) return undefined
  const attempt =
    parts.attempt === undefined ? currentAttempt(entry) : entry.attempts.get(Number(parts.attempt))
  if (!attempt) return undefined
  const { run } = entry
  const artifacts = [...repository.artifacts.values()].filter((artifact) => artifact.runId === run.id)
  const annotations = attempt.jobs.flatMap((job) => job.annotations)
  const body = html`<h1>${stateIcon(attempt.status, attempt.conclusion)} ${run.displayTitle} <span class="number">#${run.runNumber}</span></h1>
${headline(forge, repository, entry, attempt)}
${reviewBox(forge, repository, entry)}
${jobBox(forge, repository, entry, attempt)}
${annotationList(repository, run.event.headSha, annotations)}
${await artifactBox(forge, repository, artifacts)}
${attempt.jobs
  .filter((job) => job.summary.trim() !== '')
  .map(
    (job) => html`<section class="box"><h2 class="box-head">${job.name} summary</h2>
<div class="markdown-body padded">${renderSummary(forge, repository, job.summary)}</div></section>`,
  )}`
  const live = run.status !== 'completed'
  return {
    kind: 'page',
    title: `${run.displayTitle} · ${run.name} #${run.runNumber}`,
    body,
    tab: 'actions',
    live,
  }
}

function headline(
  forge: ForgeState,
  repository: ForgeRepository,
  entry: RunEntry,
  attempt: RunAttempt,
): Html {
  const { run } = entry
  const base = `/${repository.fullName}`
  const file = run.path.split('/').at(-1) ?? ''
  const end = attempt.status === 'completed' ? attempt.updatedAt : null
  const facts: readonly (readonly [string, Html])[] = [
    ['Status', html`${stateWord(attempt.status, attempt.conclusion)}`],
    ['Workflow', html`<a href="${base}/actions/workflows/${file}">${run.name}</a>`],
    [
      'Triggered by',
      html`${run.event.name}${run.event.action && html` · ${run.event.action}`} · ${attempt.actor} ${timeAgo(attempt.startedAt, forge.now())}`,
    ],
    [
      'Commit',
      html`<a class="sha" href="${base}/commit/${run.event.headSha}">${run.event.headSha.slice(0, 7)}</a> <span class="branch">${run.event.headBranch}</span>`,
    ],
    ...run.event.pullRequests.map(
      (number) => ['Pull request', html`<a href="${base}/pull/${number}">#${number}</a>`] as const,
    ),
    ['Duration', html`${duration(attempt.startedAt, end, forge.now())}`],
    ...(entry.attempts.size > 1 ? [['Attempts', attemptLinks(base, entry, attempt)] as const] : []),
  ]
  return html`<dl class="facts">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`
}

function attemptLinks(base: string, entry: RunEntry, shown: RunAttempt): Html {
  const links = [...entry.attempts.keys()].map((number) =>
    number === shown.number
      ? html`<b>${number}</b> `
      : html`<a href="${base}/actions/runs/${entry.run.id}/attempts/${number}">${number}</a> `,
  )
  return html`${links}`
}

function jobBox(forge: ForgeState, repository: ForgeRepository, entry: RunEntry, attempt: RunAttempt): Html {
  const rows = attempt.jobs.map((job) => {
    const running = job.steps.find((step) => step.status === 'in_progress')
    const where =
      job.environment && html` <span class="label">${icon('rocket')} ${job.environment.name}</span>`
    return html`<li class="box-row">${stateIcon(job.status, job.conclusion)}
<div class="grow"><a class="title" href="/${repository.fullName}/actions/runs/${entry.run.id}/job/${job.id}">${job.name}</a>${where}
<div class="quiet">${job.labels.join(', ')}${job.runnerName !== null && html` · ${job.runnerName}`}${running && html` · ${running.name}`}</div></div>
<span class="quiet">${duration(job.startedAt, job.completedAt, forge.now())}</span></li>`
  })
  return html`<section class="box"><h2 class="box-head">Jobs <span class="count">${attempt.jobs.length}</span></h2><ul class="rows">${rows}</ul></section>`
}

async function artifactBox(
  forge: ForgeState,
  repository: ForgeRepository,
  artifacts: readonly Artifact[],
): Promise<Html> {
  if (artifacts.length === 0) return html``
  const rows = await Promise.all(
    artifacts.map(async (artifact) => {
      const pages = await htmlFilesOf(artifact)
      const links = pages.map(
        (path) =>
          html` · <a href="/${repository.fullName}/artifacts/${artifact.id}/view/${path}">${path}</a>`,
      )
      return html`<li class="box-row">${icon('package')}<div class="grow"><a class="title" href="${artifactAddress(forge, artifact)}">${artifact.name}</a>
<div class="quiet digest">${artifact.digest}${links}</div></div><span class="quiet">${byteSize(artifact.sizeBytes)}</span></li>`
    }),
  )
  return html`<section class="box"><h2 class="box-head">Artifacts <span class="count">${artifacts.length}</span></h2><ul class="rows">${rows}</ul></section>`
}
