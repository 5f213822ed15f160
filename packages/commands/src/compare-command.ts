import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { OUTCOME_EXIT, type Verdict } from '@slipway/core'
import type { Report } from '@slipway/report'
import { defineCommand } from './command.ts'

export interface CompareResult {
  readonly verdicts: readonly Verdict[]
  readonly report: Report
  readonly html: string | null
  readonly text: string
}

export const compareCommand = defineCommand({
  name: 'compare',
  summary: 'Compare the models of the work tree with their champions, as the pull request would',
  arguments: { models: { describe: 'Models; all of the project without.', many: true } },
  options: {
    since: {
      kind: 'text',
      value: 'revision',
      describe: 'Name what changed since this commit.',
      default: 'HEAD',
    },
    html: { kind: 'text', value: 'file', describe: 'Write the HTML report to this file.' },
  },
  examples: ['slipway compare', 'slipway compare flight-delay --since origin/main --html report.html'],
  run: async (context, { models, since, html }): Promise<CompareResult> => {
    const { reportWorkspace } = await import('./report/workspace-report.ts')
    const { renderHtml, renderTerminal } = await import('@slipway/report')
    const { report, judgements } = await reportWorkspace(context, { models, since })
    const file = html === undefined ? null : resolve(context.cwd, html)
    if (file) await writeFile(file, await renderHtml(report))
    return {
      verdicts: judgements.map(({ verdict }) => verdict),
      report,
      html: file,
      text: renderTerminal(report, { colour: false, columns: 100 }),
    }
  },
  render: ({ text, html }) => [text.trimEnd(), ...(html ? [`Report: ${html}`] : [])].join('\n'),
  exitCode: ({ verdicts }) => Math.max(0, ...verdicts.map(({ outcome }) => OUTCOME_EXIT[outcome])),
})
