import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Digest, Outcome, Verdict } from '@slipway/core'
import { defineCommand } from './command.ts'
import { commandError } from './error.ts'
import { PULL_REQUEST_WORKFLOW } from './promote-command.ts'

export interface ReportResult {
  readonly run: number
  readonly outcomes: Readonly<Record<string, Outcome | null>>
  readonly verdicts: readonly { readonly digest: Digest | null; readonly verdict: Verdict | null }[]
  readonly comment: string
  readonly posted: boolean
}

export const reportCommand = defineCommand({
  name: 'report',
  summary: 'Judge what a run on GitHub claims, and show or post the comment and the checks',
  arguments: { run: { describe: 'Id of the run of the pull request’s workflow.', required: true } },
  options: {
    post: { kind: 'flag', describe: 'Post the comment and the checks, as the report workflow does.' },
    html: { kind: 'text', value: 'file', describe: 'Write the HTML report to this file.' },
    workflow: {
      kind: 'text',
      value: 'path',
      describe: 'Workflow that may make the artifact.',
      default: PULL_REQUEST_WORKFLOW,
    },
    maxArtifactMb: {
      kind: 'number',
      value: 'MB',
      describe: 'Largest artifact that is accepted.',
      default: 64,
    },
  },
  examples: ['slipway report 8123', 'slipway report 8123 --post'],
  run: async (context, { run, post, html, workflow, maxArtifactMb }): Promise<ReportResult> => {
    if (!/^[1-9]\d{0,15}$/.test(run))
      throw commandError(
        'report/run-invalid',
        `Cannot report on run "${run}": expected the number of a run`,
        {
          hint: 'It stands in the address of the run: …/actions/runs/8123',
        },
      )
    const { defaultBranchOf, openForge } = await import('./open-forge.ts')
    const { reportRun } = await import('./report/report-run.ts')
    const forge = await openForge(context)
    const temporary = await mkdtemp(join(tmpdir(), 'slipway-report-'))
    try {
      const reported = await reportRun(context, forge, {
        runId: Number(run),
        workflow,
        defaultBranch: await defaultBranchOf(forge.github),
        maxBytes: maxArtifactMb * 1024 * 1024,
        ownRunId: null,
        temporary,
        post,
        htmlFile: html,
        author: undefined,
      })
      return {
        run: Number(run),
        outcomes: reported.outcomes,
        verdicts: reported.report.models.map(({ digest, verdict }) => ({ digest, verdict })),
        comment: reported.comment,
        posted: reported.posted,
      }
    } finally {
      await rm(temporary, { recursive: true, force: true })
    }
  },
  render: ({ comment }) => comment,
})
