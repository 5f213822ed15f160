import { defineErrors } from '@slipway/core'

export const compareError = defineErrors({
  'compare/predictions-invalid': 'usage',
})
