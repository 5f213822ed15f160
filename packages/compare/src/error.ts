import { defineErrors } from '@slipway/core'

export const compareError = defineErrors({
  'compare/predictions-invalid': 'usage',
  'compare/table-invalid': 'usage',
  'compare/cases-invalid': 'usage',
})
