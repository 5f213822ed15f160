import { defineErrors } from '@slipway/core'

export const forgeError = defineErrors({
  'stand-in/account-unknown': 'usage',
  'stand-in/directory-taken': 'usage',
  'stand-in/git-failed': 'external',
  'stand-in/name-invalid': 'usage',
  'stand-in/name-taken': 'usage',
  'stand-in/repository-unknown': 'usage',
  'stand-in/run-unknown': 'bug',
})
