export { compareVersions } from './compare-versions.ts'
export { decidePromotion } from './decide-promotion.ts'
export { foldTags, type RegistryTag } from './fold-tags.ts'
export { type HistoryEntry, historyOf } from './history-of.ts'
export { renderMoved } from './moved-inputs.ts'
export { type AnchoredChampion, nextAnchor } from './next-anchor.ts'
export { type Bump, latestVersion, nextCounter, nextVersion } from './next-version.ts'
export {
  type DeploymentFacts,
  type DeploymentPlan,
  planDeployment,
  type StageChange,
} from './plan-deployment.ts'
export { planRollback, type RollbackPlan } from './plan-rollback.ts'
export type {
  Disbelieved,
  Evidence,
  PromotionFacts,
  ReleaseFact,
  ReviewedVerdict,
  StageKey,
  TreeKeys,
} from './promotion-facts.ts'
export type {
  Candidate,
  MovedInput,
  PromotionPlan,
  Released,
  TagTarget,
  UnreleasedCode,
} from './promotion-plan.ts'
export { type ProvenanceInput, provenanceOf } from './provenance-of.ts'
export {
  type Artifact,
  type Assignment,
  artifactNamed,
  type Holder,
  holderOf,
  holdersOf,
  type Registry,
  type RegistryEvent,
  type Version,
} from './registry.ts'
export { formatReleaseMarker, readReleaseMarker } from './release-marker.ts'
export { type ModelCardInput, renderModelCard } from './render-model-card.ts'
export { type Selection, selectEvidence } from './select-evidence.ts'
export { sha256Sums } from './sha256-sums.ts'
export {
  digestsOf,
  formatStageMessage,
  formatVersionMessage,
  parseTrailers,
  type StageNote,
  type VersionDigests,
} from './tag-message.ts'
export { formatTag, parseTag, type TagName } from './tag-name.ts'
