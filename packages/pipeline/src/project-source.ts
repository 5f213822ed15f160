import type { Project } from '@slipway/core'
import type { SourceTree } from './plan-input.ts'

/** A project file and the tree that it stands in. */
export interface ProjectSource {
  readonly project: Project
  readonly tree: SourceTree
}
