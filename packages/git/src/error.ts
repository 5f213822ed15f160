import { defineErrors } from '@slipway/core'

export const gitError = defineErrors({
  'git/failed': 'external',
  'git/forbidden': 'usage',
  'git/missing': 'usage',
  'git/not-a-repository': 'usage',
  'git/rev-unknown': 'usage',
})
