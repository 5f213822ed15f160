import { defineErrors } from '@slipway/core'

export const githubError = defineErrors({
  'github/archive-invalid': 'corrupt',
  'github/conflict': 'usage',
  'github/download-corrupt': 'corrupt',
  'github/forbidden': 'usage',
  'github/not-found': 'usage',
  'github/rate-limited': 'external',
  'github/refused': 'usage',
  'github/repository-invalid': 'usage',
  'github/too-large': 'usage',
  'github/unavailable': 'external',
})
