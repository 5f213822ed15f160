export { findRuntime, RUNTIME_VERSION, type Runtime, type RuntimeSearch } from './find-runtime.ts'
export { type FeatureTable, type InputLayout, inputLayout, tensorsOf } from './input-layout.ts'
export { inspectModel } from './inspect-model.ts'
export { type Dim, type ModelInfo, shapeOf, type ValueInfo } from './model-info.ts'
export { openRunner, type RunnerOptions } from './open-runner.ts'
export { type PredictOptions, predictRows, type Scores, scoreOutput } from './predict-rows.ts'
export type { Runner, RunOptions, Timing } from './runner.ts'
export { type Signature, signatureOf } from './signature.ts'
export {
  arrayTypeOf,
  type Datatype,
  elementCount,
  isDatatype,
  type NumericArray,
  type Tensor,
  type TensorData,
  type TensorSpec,
} from './tensor.ts'
