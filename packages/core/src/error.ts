import { defineErrors } from './slipway-error.ts'

export const coreError = defineErrors({
  'core/digest-invalid': 'usage',
  'core/json-not-canonical': 'bug',
  'core/name-invalid': 'usage',
  'core/pack-invalid': 'corrupt',
  'core/placement-invalid': 'corrupt',
  'core/pointer-invalid': 'corrupt',
  'core/record-invalid': 'corrupt',
  'core/tree-invalid': 'corrupt',
  'core/tree-unstorable': 'usage',
  'project/invalid': 'usage',
})
