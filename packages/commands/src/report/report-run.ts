import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Outcome } from '@slipway/core'
import { type PostedComment, postStickyComment, putCheck, runOf } from '@slipway/github'
import { type Report, renderCheck, renderComment, renderHtml, renderSummary } from '@slipway/report'
import type { Context } from '../context.ts'
import type { EvidenceOptions } from '../evidence/read-evidence.ts'
import type { Forge } from '../open-forge.ts'
import { judgeRun } from './judge-run.ts'

export interface ReportRunOptions extends EvidenceOptions {
  readonly runId: number
  /** Post comment and checks, and keep the verdicts; else only say what would be posted. */
  readonly post: boolean
  /** Where the HTML report is written. */
  readonly htmlFile: string | undefined
  /** Puts the HTML report where people find it, before anything links to it, and says where. */
  readonly keepReport?: () => Promise<string>
  /** Whom our token posts as; a job's token without. */
  readonly author: string | undefined
}

export interface ReportedRun {
  readonly report: Report
  readonly outcomes: Readonly<Record<string, Outcome | null>>
  /** True where some model may be released, by itself or when a person accepts it. */
  readonly promotable: boolean
  readonly comment: string
  readonly summary: string
  readonly commentId: number | null
  readonly posted: boolean
}

/** Judges a run and reports on it: verdicts into the store, one comment, one check per model. */
export async function reportRun(
  context: Context,
  forge: Forge,
  options: ReportRunOptions,
): Promise<ReportedRun> {
  const { github } = forge
  const run = await runOf(github, options.runId)
  const judged = await judgeRun(context, forge, run, options)
  if (options.htmlFile !== undefined) {
    await writeFile(resolve(context.cwd, options.htmlFile), await renderHtml(judged.report))
  }
  const report: Report = { ...judged.report, reportUrl: (await options.keepReport?.()) ?? null }
  const comment = renderComment(report)
  const post = options.post && judged.current
  let commentId: number | null = null
  if (post) {
    // Verdicts first: a check that names one is never ahead of the store.
    if (report.state === 'judged')
      for (const { verdict } of judged.judgements.values()) await storeOf(judged.commit)?.putVerdict(verdict)
    const posted = report.pullRequest && (await postComment(forge, report, comment, options.author))
    commentId = posted?.id ?? null
    // Where a newer run of this head has been reported on, its comment stands, and so do its checks.
    for (const model of posted?.state === 'left' ? [] : report.models) {
      const { externalId, ...check } = renderCheck(model, report)
      const url = report.reportUrl ?? run.url
      await putCheck(github, {
        ...check,
        headSha: run.headSha,
        externalId: externalId ?? `run-${run.id}`,
        detailsUrl: url,
      })
    }
    if (posted && posted.state !== 'left' && report.state === 'judged' && judged.commit) {
      // Loaded here, because the action can start without it.
      const { postReview } = await import('./post-review.ts')
      await postReview(context, forge, report, judged.commit, options.author)
    }
  }
  const outcomes = Object.fromEntries(
    report.models.map(({ name, verdict }) => [name, verdict?.outcome ?? null]),
  )
  const promotable =
    report.state === 'judged' &&
    Object.values(outcomes).some(
      (outcome) => outcome !== null && outcome !== 'worse' && outcome !== 'unchanged',
    )
  return { report, outcomes, promotable, comment, summary: renderSummary(report), commentId, posted: post }
}

function storeOf(commit: Awaited<ReturnType<typeof judgeRun>>['commit']) {
  return commit?.open.remote ?? commit?.open.local
}

async function postComment(
  { github }: Forge,
  report: Report,
  comment: string,
  author: string | undefined,
): Promise<PostedComment> {
  const { run, pullRequest } = report
  return postStickyComment(github, {
    pullRequest: pullRequest?.number ?? 0,
    body: comment,
    marker: { comment: 'report', head: run.headSha, run: run.id, attempt: run.attempt },
    ...(author === undefined ? {} : { author }),
  })
}
