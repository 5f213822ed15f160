import { defineCommand } from './command.ts'
import { renderPreflight } from './preflight/render-preflight.ts'
import type { PreflightResult } from './preflight/run-preflight.ts'

export const preflightCommand = defineCommand({
  name: 'preflight',
  summary: 'Look in seconds whether this machine is fit for its stages, before anything is fetched',
  arguments: {
    stages: {
      describe: 'Stages whose `machine` counts; without, all that have one or `runs-on`.',
      many: true,
    },
  },
  options: {
    patience: {
      kind: 'number',
      value: 'seconds',
      describe: 'How long one probe may take, where a sound machine is slow to answer.',
      default: 4,
    },
  },
  examples: ['slipway preflight', 'slipway preflight train', 'slipway preflight --json'],
  run: async (context, { stages, patience }): Promise<PreflightResult> => {
    const { runPreflight } = await import('./preflight/run-preflight.ts')
    return runPreflight(context, { stages, patienceSeconds: patience })
  },
  render: renderPreflight,
  exitCode: ({ ok }) => (ok ? 0 : 1),
})
