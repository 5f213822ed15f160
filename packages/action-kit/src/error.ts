import { defineErrors } from '@slipway/core'

export const actionError = defineErrors({
  'action/input-invalid': 'usage',
  'action/event-unfit': 'usage',
  'action/environment-missing': 'usage',
})
