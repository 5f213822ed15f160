import { defineErrors } from '@slipway/core'

export const statsError = defineErrors({
  'stats/lengths-differ': 'bug',
})
