import { defineErrors } from '@slipway/core'

export const onnxError = defineErrors({
  'onnx/model-invalid': 'corrupt',
  'onnx/model-unsupported': 'usage',
  'onnx/runtime-missing': 'usage',
  'onnx/load-failed': 'corrupt',
  'onnx/run-failed': 'external',
  'onnx/run-timeout': 'external',
  'onnx/runner-died': 'external',
  'onnx/entry-missing': 'bug',
  'onnx/rows-unfit': 'usage',
})
