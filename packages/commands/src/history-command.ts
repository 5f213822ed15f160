import type { MetricHistory } from '@slipway/report'
import { defineCommand } from './command.ts'

export interface HistoryResult {
  readonly histories: readonly MetricHistory[]
  /** Releases that are left out, and why. */
  readonly notes: readonly string[]
  readonly text: string
}

const LAST = 50

export const historyCommand = defineCommand({
  name: 'history',
  summary: 'Show a metric over the releases of a model and the runs of the default branch',
  arguments: { model: { describe: 'The model; all of the project without.' } },
  options: {
    metric: {
      kind: 'text',
      value: 'name',
      describe: 'A metric of the gate or of a metrics file; the goals of the gate without.',
    },
    last: { kind: 'number', value: 'n', describe: 'So many releases and runs at most.', default: LAST },
  },
  examples: ['slipway history', 'slipway history flight-delay --metric log_loss', 'slipway history --json'],
  run: async (context, { model, metric, last }): Promise<HistoryResult> => {
    const [{ openWorkspace }, { chooseModels }, { measuredModels }, { foldTags }, report] = await Promise.all(
      [
        import('./open-workspace.ts'),
        import('./judge/choose-models.ts'),
        import('./history/measured-models.ts'),
        import('@slipway/registry'),
        import('@slipway/report'),
      ],
    )
    const open = await openWorkspace(context)
    const registry = foldTags(await open.repository.tags())
    const sources = { registry, store: open.remote ?? open.local, reader: open.source }
    const histories: MetricHistory[] = []
    const notes: string[] = []
    for (const { name } of chooseModels(open.project, model === undefined ? [] : [model])) {
      const found = await measuredModels(name, sources, last)
      const metrics = metric === undefined ? report.leadingMetrics(found.measured) : [metric]
      for (const each of metrics) histories.push(report.metricHistory(name, each, found.measured))
      if (found.measured.length === 0)
        notes.push(`${name}: no release and no run of the default branch was judged yet`)
      notes.push(...found.notes.map((note) => `${name} ${note}`))
    }
    const shown = histories.filter(({ stretches }) => stretches.length > 0)
    return { histories: shown, notes, text: report.renderHistory(shown, { colour: false, columns: 100 }) }
  },
  render: ({ text, notes }) => [...(text === '' ? [] : [text]), ...notes].join('\n'),
})
