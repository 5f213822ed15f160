import { parse } from 'yaml'
import { listTree, readBlob } from '../git/trees.ts'
import type { ForgeState } from '../state/forge-state.ts'
import type { ForgeRepository } from '../state/repository.ts'
import type { Workflow } from '../state/settings.ts'

export const WORKFLOW_FOLDER = '.github/workflows'

/** The record of a workflow file; made when it is first asked for, and called by its path until its name is known. */
export function workflowOf(forge: ForgeState, repository: ForgeRepository, path: string): Workflow {
  const known = repository.workflows.get(path)
  if (known) return known
  const workflow = { id: forge.nextId(), path, name: path, createdAt: forge.time(), lastRunNumber: 0 }
  repository.workflows.set(path, workflow)
  return workflow
}

/** Workflows that had a run, and those of the default branch. */
export async function listWorkflows(
  forge: ForgeState,
  repository: ForgeRepository,
): Promise<readonly Workflow[]> {
  if (repository.head !== undefined) {
    const files = await listTree(repository.git, repository.head, { paths: [`${WORKFLOW_FOLDER}/`] })
    for (const file of files) {
      if (file.type !== 'blob' || !/\.ya?ml$/.test(file.path) || repository.workflows.has(file.path)) continue
      const text = (await readBlob(repository.git, file.oid)).toString()
      workflowOf(forge, repository, file.path).name = nameIn(text) ?? file.path
    }
  }
  return [...repository.workflows.values()].sort((a, b) => a.id - b.id)
}

function nameIn(text: string): string | undefined {
  try {
    const file: unknown = parse(text)
    const name = typeof file === 'object' && file !== null && 'name' in file ? file.name : undefined
    return typeof name === 'string' ? name : undefined
  } catch {
    // A file that is not YAML is listed under its path, as on GitHub.
    return undefined
  }
}
