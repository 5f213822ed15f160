import { type Digest, shortOf } from '@slipway/core'
import { defineCommand } from './command.ts'
import { textTable } from './text-table.ts'

/** Where a model stands, as far as this clone knows. */
export interface WhyModel {
  readonly model: string
  readonly state: 'not run' | 'not compared' | 'compared' | 'released'
  readonly key: Digest | null
  /** Stages of the model without a run of this tree. */
  readonly missing: readonly string[]
  readonly champion: {
    readonly version: string
    readonly stage: string
    readonly digest: Digest | null
    readonly since: string
  } | null
  readonly verdict: { readonly outcome: string; readonly reason: string; readonly digest: Digest } | null
  readonly released: string | null
  readonly testset: { readonly rows: number; readonly clusters: number | null } | null
  /** What to do now. */
  readonly next: string
}

export interface WhyResult {
  readonly commit: string
  readonly clean: boolean
  readonly models: readonly WhyModel[]
}

export const whyCommand = defineCommand({
  name: 'why',
  summary: 'Say where a model stands: key, champion, verdict, what is missing, the next command',
  arguments: { model: { describe: 'The model; all without.' } },
  options: {},
  examples: ['slipway why flight-delay'],
  run: async (context, { model }): Promise<WhyResult> => {
    const { whyModels } = await import('./why-models.ts')
    return whyModels(context, model)
  },
  render: ({ commit, clean, models }) =>
    models
      .map((each) => renderModel(each, `${commit.slice(0, 7)}${clean ? '' : ' with changes'}`))
      .join('\n\n') || 'No model in slipway.yaml.',
})

function renderModel(model: WhyModel, at: string): string {
  const { champion, verdict, testset } = model
  const missing = model.missing.length > 0 ? `nobody has run ${model.missing.join(', ')} on this tree` : ''
  const rows = [
    [
      '  run key',
      model.key ? shortOf(model.key) : 'pending',
      missing || (model.released ? `released as ${model.released}` : 'run'),
    ],
    [
      '  champion',
      champion?.version ?? 'none',
      champion
        ? `${champion.stage} since ${champion.since.slice(0, 16).replace('T', ' ')}${champion.digest ? `, digest ${shortOf(champion.digest)}…` : ''}`
        : 'a first release needs a sign-off',
    ],
    [
      '  verdict',
      verdict?.outcome ?? 'none',
      verdict?.reason ?? 'nobody compared this tree with this champion',
    ],
    ...(testset
      ? [
          [
            '  test rows',
            testset.rows.toLocaleString('en-US'),
            testset.clusters === null ? '' : `${testset.clusters} clusters`,
          ],
        ]
      : []),
    ['  next', model.next],
  ]
  return `${model.model} · ${at} · ${model.state}\n\n${textTable(rows)}`
}
