import { defineErrors } from '@slipway/core'

export const actionError = defineErrors({
  'action/artifact-refused': 'external',
  'action/input-invalid': 'usage',
  'action/event-unfit': 'usage',
  'action/environment-missing': 'usage',
  'action/untrusted': 'usage',
})
