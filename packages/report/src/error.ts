import { defineErrors } from '@slipway/core'

export const reportError = defineErrors({
  'report/chart-failed': 'bug',
  'report/metric-unknown': 'usage',
  'report/plot-invalid': 'usage',
})
