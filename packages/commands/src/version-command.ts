import { VERSION } from '@slipway/core'
import { defineCommand } from './command.ts'

export const versionCommand = defineCommand({
  name: 'version',
  summary: 'Print the version of Slipway and of the Node that runs it',
  arguments: {},
  options: {},
  examples: ['slipway version'],
  run: async () => ({ slipway: VERSION, node: process.versions.node }),
  render: (result) => `slipway ${result.slipway} (Node ${result.node})`,
})
