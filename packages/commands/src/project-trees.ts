import { PROJECT_FILE, type Project, parseProject } from '@slipway/core'
import type { GitTree, Repository } from '@slipway/git'
import { type ComposedProject, composeProject } from '@slipway/pipeline'
import { commandError } from './error.ts'
import { readProjectFile } from './open-workspace.ts'

/** A project file with the tree that it stands in. */
export interface ProjectTree {
  readonly project: Project
  readonly tree: GitTree
}

/** What is planned: a project, its tree, and what came of composing it with its base. */
export interface PlannedProject extends ProjectTree {
  readonly composed: ComposedProject | undefined
}

/**
 * Reads the project and the tree to plan, both of one revision or of the work tree, without a checkout. With a base the
 * project is that of a pull request: what may judge it is taken from the base.
 * @throws workspace/project-missing, project/invalid, git/rev-unknown
 */
export async function readPlannedProject(
  repository: Repository,
  { rev, base }: { readonly rev?: string | undefined; readonly base?: string | undefined },
): Promise<PlannedProject> {
  const [head, before] = await Promise.all([
    rev === undefined ? readWorkTree(repository) : readRevision(repository, rev),
    base === undefined ? undefined : readRevision(repository, base),
  ])
  if (!head) {
    throw commandError(
      'workspace/project-missing',
      `Cannot plan "${rev}": its tree has no ${PROJECT_FILE}; expected one in the root`,
    )
  }
  if (base === undefined) return { ...head, composed: undefined }
  const composed = await composeProject(before, head)
  return { project: composed.project, tree: head.tree, composed }
}

async function readWorkTree(repository: Repository): Promise<ProjectTree> {
  // Git starts to look while the project file is parsed.
  const tree = repository.workTree()
  tree.catch(() => {})
  const project = parseProject(readProjectFile(repository.root))
  return { project, tree: await tree }
}

export async function readRevision(repository: Repository, rev: string): Promise<ProjectTree | undefined> {
  const tree = await repository.tree(rev)
  const text = await tree.readText(PROJECT_FILE)
  return text === undefined ? undefined : { project: parseProject(text, `${rev}:${PROJECT_FILE}`), tree }
}
