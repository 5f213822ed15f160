import { defineErrors } from '@slipway/core'

export const pipelineError = defineErrors({
  'pipeline/alarm': 'external',
  'pipeline/checkpoints-foreign': 'usage',
  'pipeline/cycle': 'usage',
  'pipeline/data-differs': 'usage',
  'pipeline/dep-unknown': 'usage',
  'pipeline/hand-over-impossible': 'external',
  'pipeline/handed-over': 'external',
  'pipeline/inputs-changed': 'usage',
  'pipeline/interrupted': 'external',
  'pipeline/need-unknown': 'usage',
  'pipeline/output-in-git': 'usage',
  'pipeline/output-missing': 'usage',
  'pipeline/param-unknown': 'usage',
  'pipeline/params-invalid': 'usage',
  'pipeline/record-incomplete': 'corrupt',
  'pipeline/stage-failed': 'external',
  'pipeline/stage-timed-out': 'external',
  'pipeline/stage-unknown': 'usage',
  'pipeline/substitute-impossible': 'usage',
})
