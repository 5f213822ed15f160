import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { OUTCOME_EXIT, type Verdict } from '@slipway/core'
import type { ByHand, Report } from '@slipway/report'
import { defineCommand } from './command.ts'
import type { Context } from './context.ts'
import type { WorkspaceReport } from './report/workspace-report.ts'

export interface CompareResult {
  /** What two things were compared by hand are called; null where models were compared with their champions. */
  readonly compared: ByHand | null
  readonly verdicts: readonly Verdict[]
  readonly report: Report
  readonly html: string | null
  readonly text: string
}

export const compareCommand = defineCommand({
  name: 'compare',
  summary: 'Compare the models of the work tree with their champions, or any two things by hand',
  arguments: {
    names: {
      describe:
        'Models, which are compared with their champions as the pull request would; all of the project without. Or two of: a commit, a release (model@v1.0.0, model#prod), the key of a run or its beginning, "." for the work tree, a file of predictions or metrics. The first is the baseline.',
      many: true,
    },
  },
  options: {
    model: {
      kind: 'text',
      value: 'name',
      describe: 'By whose gate two things are compared; all models that both have without.',
    },
    since: {
      kind: 'text',
      value: 'revision',
      describe: 'Name what changed since this commit.',
      default: 'HEAD',
    },
    html: { kind: 'text', value: 'file', describe: 'Write the HTML report to this file.' },
    markdown: {
      kind: 'text',
      value: 'file',
      describe: 'Write what a comment would say to this file, in GitHub’s Markdown.',
    },
  },
  examples: [
    'slipway compare',
    'slipway compare flight-delay --since origin/main --html report.html',
    'slipway compare main .',
    'slipway compare flight-delay@v1.2.0 4f1c0e9',
    'slipway compare flight-delay#prod eval/predictions.parquet --json',
  ],
  run: async (context, { names, model, since, html, markdown }): Promise<CompareResult> => {
    const { reportDvcMetrics } = await import('./report/metrics-report.ts')
    const { renderComment, renderHtml, renderTerminal } = await import('@slipway/report')
    const metrics = names.length === 0 ? await reportDvcMetrics(context, since) : undefined
    const { report, judgements } = metrics
      ? { report: metrics, judgements: [] }
      : await compared(context, names, model, since)
    const file = html === undefined ? null : resolve(context.cwd, html)
    if (file) await writeFile(file, await renderHtml(report))
    if (markdown !== undefined) await writeFile(resolve(context.cwd, markdown), `${renderComment(report)}\n`)
    return {
      compared: report.byHand ?? null,
      verdicts: judgements.map(({ verdict }) => verdict),
      report,
      html: file,
      text: renderTerminal(report, { colour: false, columns: 100 }),
    }
  },
  render: ({ text, html }) => [text.trimEnd(), ...(html ? [`Report: ${html}`] : [])].join('\n'),
  // Metric files alone pass nothing.
  exitCode: ({ verdicts, report }) =>
    report.metrics
      ? OUTCOME_EXIT['cannot-tell']
      : Math.max(0, ...verdicts.map(({ outcome }) => OUTCOME_EXIT[outcome])),
})

/** Two words of which one is no model are two things; all others are models. */
async function compared(
  context: Context,
  names: readonly string[],
  model: string | undefined,
  since: string,
): Promise<WorkspaceReport> {
  const [baseline, challenger, ...others] = names
  if (baseline !== undefined && challenger !== undefined && others.length === 0) {
    const { openWorkspace } = await import('./open-workspace.ts')
    const { models } = (await openWorkspace(context)).project
    if (!models.has(baseline) || !models.has(challenger)) {
      const { compareByHand } = await import('./by-hand/compare-by-hand.ts')
      return compareByHand(context, [baseline, challenger], model)
    }
  }
  const { reportWorkspace } = await import('./report/workspace-report.ts')
  return reportWorkspace(context, { models: model === undefined ? names : [...names, model], since })
}
