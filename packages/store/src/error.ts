import { defineErrors } from '@slipway/core'

export const storeError = defineErrors({
  'store/access-denied': 'external',
  'store/bucket-missing': 'usage',
  'store/clock-skewed': 'external',
  'store/conditions-ignored': 'usage',
  'store/credentials-failed': 'external',
  'store/credentials-missing': 'usage',
  'store/entry-missing': 'bug',
  'store/file-changed': 'usage',
  'store/file-unstorable': 'usage',
  'store/foreign-folder': 'usage',
  'store/format-unknown': 'usage',
  'store/object-corrupt': 'corrupt',
  'store/object-missing': 'external',
  'store/path-invalid': 'bug',
  'store/read-failed': 'external',
  'store/record-corrupt': 'corrupt',
  'store/region-wrong': 'usage',
  'store/target-missing': 'usage',
  'store/url-invalid': 'usage',
  'store/write-failed': 'external',
})
