export { accountOfToken } from './account-of-token.ts'
export { type Approval, approvalsOf } from './approvals-of.ts'
export { type Artifact, type FoundArtifact, findArtifact } from './artifact.ts'
export { type CommitInfo, type Comparison, commitInfo, commitPaths, compareCommits } from './commit-info.ts'
export { type CommitText, createDetachedCommit } from './create-detached-commit.ts'
export { createDraft, type DraftText } from './create-draft.ts'
export { type AnnotatedTag, createTag, findTag, type TagText } from './create-tag.ts'
export { type Dispatch, dispatchWorkflow } from './dispatch-workflow.ts'
export type { Downloaded } from './download.ts'
export { downloadArtifact } from './download-artifact.ts'
export { downloadAsset } from './download-asset.ts'
export { type EndedJob, endedJobs } from './ended-jobs.ts'
export { GitHub, type GitHubOptions, openGitHub } from './github.ts'
export type { Permission } from './permission.ts'
export { permissionOf } from './permission-of.ts'
export {
  MAX_COMMENT_CHARACTERS,
  type PostedComment,
  postStickyComment,
  type StickyComment,
} from './post-sticky-comment.ts'
export { publishRelease } from './publish-release.ts'
export { getPullRequest, openPullRequests, type PullRequest, pullRequestsOfCommit } from './pull-request.ts'
export { type PullRequestFile, pullRequestFiles } from './pull-request-files.ts'
export { type Check, MAX_CHECK_CHARACTERS, type PutCheck, putCheck } from './put-check.ts'
export { type ArchiveLimits, type ClaimsArchive, readClaimsArchive } from './read-claims-archive.ts'
export { type JitRunner, registerJitRunner } from './register-jit-runner.ts'
export {
  assetsOf,
  findRelease,
  getRelease,
  listReleases,
  type Release,
  type ReleaseAsset,
} from './release.ts'
export { replyTo } from './reply-to.ts'
export {
  defaultBranchOf,
  type EnvironmentSettings,
  type RepositorySettings,
  repositorySettings,
} from './repository-settings.ts'
export { rerunFailedJobs } from './rerun-failed-jobs.ts'
export { type Run, runOf, runsForHead, trainingRuns } from './run.ts'
export { formatMarker, readMarker, type StickyMarker } from './sticky-marker.ts'
export { type LineComment, type ReviewSync, type SyncedReview, syncReview } from './sync-review.ts'
export { type AssetFile, uploadAssets } from './upload-assets.ts'
export { type VouchCode, type Vouched, type VouchFacts, vouchForClaims } from './vouch-for-claims.ts'
