export { ELEMENT, type Element, type ModelParts, makeModel, type NodeParts } from './make-model.ts'
export {
  addModel,
  centredModel,
  identityModel,
  logisticModel,
  slowModel,
  sumModel,
  zipMapModel,
} from './sample-models.ts'
