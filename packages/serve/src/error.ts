import { defineErrors } from '@slipway/core'

export const serveError = defineErrors({
  // What a client is told.
  'serve/request-invalid': 'usage',
  'serve/route-unknown': 'usage',
  'serve/model-unknown': 'usage',
  'serve/method-not-allowed': 'usage',
  'serve/body-too-large': 'usage',
  'serve/encoding-unsupported': 'usage',
  'serve/feature-unsupported': 'usage',
  'serve/read-only': 'usage',
  'serve/model-not-ready': 'external',
  'serve/queue-full': 'external',
  'serve/deadline-passed': 'external',
  'serve/run-failed': 'external',
  'serve/client-gone': 'external',
  // What an operator is told.
  'serve/options-invalid': 'usage',
  'serve/address-unusable': 'usage',
  'serve/state-invalid': 'usage',
  'serve/model-unservable': 'usage',
  'serve/source-failed': 'external',
  'serve/digest-mismatch': 'corrupt',
  'serve/golden-mismatch': 'corrupt',
})
