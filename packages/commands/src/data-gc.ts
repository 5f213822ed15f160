import type { GcResult, TrimResult } from '@slipway/store'
import { defineCommand } from './command.ts'
import { renderGc } from './data-gc/render-gc.ts'
import { commandError } from './error.ts'

/** What a collection found and did, or what a trim to a size did. */
export type DataGcResult = {
  readonly store: string
  /** The shared store, and not this machine's own. */
  readonly shared: boolean
  readonly applied: boolean
} & (
  | ({ readonly mode: 'collect'; readonly next: string | null } & Omit<GcResult, 'nextMs'>)
  | ({ readonly mode: 'trim' } & TrimResult)
)

export const dataGcCommand = defineCommand({
  name: 'data gc',
  summary: 'Delete from a store what no commit, pull request, release or recent run leads to',
  arguments: {},
  options: {
    apply: { kind: 'flag', describe: 'Do it: without, nothing is written and nothing deleted.' },
    remote: { kind: 'flag', describe: "The shared store, in place of this machine's own." },
    grace: {
      kind: 'text',
      value: 'age',
      describe: 'How long what nothing leads to stays: 45d in the shared store (36d at least), 24h here.',
    },
    keepRuns: {
      kind: 'text',
      value: 'age',
      describe: 'Keep runs and verdicts younger than this, whatever they are of.',
      default: '90d',
    },
    history: {
      kind: 'choice',
      choices: ['all', 'tips'],
      describe: 'Data of every commit, or of branches, tags and pull requests as they are now.',
      default: 'all',
    },
    maxSize: {
      kind: 'text',
      value: 'size',
      describe:
        "Trim this machine's store to a size instead: what was used last stays, what the shared store has may go.",
    },
  },
  examples: [
    'slipway data gc',
    'slipway data gc --apply',
    'slipway data gc --remote --apply',
    'slipway data gc --apply --max-size 200GB',
  ],
  run: async (context, options): Promise<DataGcResult> => {
    if (options.maxSize !== undefined && options.remote)
      throw commandError(
        'gc/option-invalid',
        'Cannot trim the shared store to a size: it is nobody’s copy; expected --max-size without --remote',
      )
    const { collectStore, trimLocal } = await import('./data-gc/collect-store.ts')
    return options.maxSize === undefined
      ? collectStore(context, options)
      : trimLocal(context, options.maxSize, options.apply)
  },
  render: renderGc,
})
