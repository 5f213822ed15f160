import { defineErrors } from '@slipway/core'

export const commandError = defineErrors({
  'data/modified': 'usage',
  'data/not-added': 'usage',
  'data/not-stored': 'external',
  'data/partial': 'usage',
  'data/path-unknown': 'usage',
  'data/range-invalid': 'usage',
  'data/target-invalid': 'usage',
  'deploy/address-invalid': 'usage',
  'deploy/not-served': 'external',
  'deploy/refused': 'usage',
  'forge/repository-unknown': 'usage',
  'forge/token-missing': 'usage',
  'init/actions-invalid': 'usage',
  'judge/metrics-invalid': 'usage',
  'judge/model-unknown': 'usage',
  'judge/not-run': 'usage',
  'promote/work-damaged': 'corrupt',
  'report/run-invalid': 'usage',
  'workspace/project-missing': 'usage',
  'workspace/remote-missing': 'usage',
})
