import { defineErrors } from '@slipway/core'

export const registryError = defineErrors({
  'registry/tag-invalid': 'usage',
  'registry/trailer-invalid': 'bug',
  'registry/unknown-model': 'usage',
})
