import { defineErrors } from '@slipway/core'

export const runnerError = defineErrors({
  'runner/action-invalid': 'usage',
  'runner/action-unknown': 'usage',
  'runner/command-invalid': 'usage',
  'runner/concurrency-deadlock': 'usage',
  'runner/environment-rejected': 'usage',
  'runner/expression-invalid': 'usage',
  'runner/fetch-failed': 'external',
  'runner/input-invalid': 'usage',
  'runner/matrix-invalid': 'usage',
  'runner/pool-invalid': 'usage',
  'runner/run-stuck': 'usage',
  'runner/shell-invalid': 'usage',
  'runner/stand-in-missing': 'bug',
  'runner/unsupported': 'usage',
})
