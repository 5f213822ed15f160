import { type Pointer, walkTree } from '@slipway/core'
import { findPointer, namingTarget, pathInRepository, readPointer, resolveTargets } from '../data-target.ts'
import { commandError } from '../error.ts'
import type { OpenWorkspace } from '../open-workspace.ts'
import { isPattern, literalPrefix, pathPattern } from '../path-pattern.ts'
import { findVersionedPath } from '../versioned-path.ts'

/** One target to pull, whole or only some of its files and folders. */
export interface PlannedPull {
  readonly target: string
  readonly pointer: Pointer
  /** Below the target; undefined for the whole of it. */
  readonly paths: readonly string[] | undefined
}

/**
 * Targets, paths inside them and patterns, as targets with what is wanted of each; all targets whole where nothing is given.
 * @throws data/target-invalid, data/not-added, data/path-unknown, data/not-stored
 */
export async function plannedPulls(
  given: readonly string[],
  open: OpenWorkspace,
  cwd: string,
): Promise<readonly PlannedPull[]> {
  const { repository, project } = open
  const { root } = repository
  const wanted = new Map<string, Set<string> | undefined>()
  const want = (target: string, inner: string) => {
    if (inner === '') wanted.set(target, undefined)
    else if (!wanted.has(target)) wanted.set(target, new Set([inner]))
    else wanted.get(target)?.add(inner)
  }
  if (given.length === 0) for (const target of project.data) want(target, '')
  for (const text of given) {
    const path = pathInRepository(text, { root, cwd })
    const [target = path] = resolveTargets([text], { root, cwd, project })
    if (findPointer(root, target)) want(target, '')
    else if (isPattern(path)) await wantMatches(path, open, want)
    else {
      const found = await findVersionedPath(text, await repository.workTree(), open, cwd)
      want(found.target, found.path.slice(found.target.length + 1))
    }
  }
  return [...wanted].map(([target, paths]) => ({
    target,
    pointer: readPointer(root, target, project),
    paths: paths && [...paths],
  }))
}

async function wantMatches(
  pattern: string,
  { repository, project, source }: OpenWorkspace,
  want: (target: string, inner: string) => void,
): Promise<void> {
  const regex = pathPattern(pattern)
  const prefix = literalPrefix(pattern)
  let matched = false
  const match = (target: string, inner: string) => {
    matched = true
    want(target, inner)
  }
  for (const target of project.data) {
    const pointer = findPointer(repository.root, target)
    if (pointer && regex.test(target)) match(target, '')
    else if (pointer?.kind === 'tree' && mayMatch(prefix, `${target}/`)) {
      const bundle = await namingTarget('pull', target, () => source.readTree(pointer.oid))
      for (const { path } of walkTree(bundle)) if (regex.test(`${target}/${path}`)) match(target, path)
    }
  }
  if (matched) return
  throw commandError(
    'data/path-unknown',
    `Cannot pull "${pattern}": nothing in the versioned data matches it`,
    {
      hint: 'Look at what there is: slipway data ls',
    },
  )
}

function mayMatch(prefix: string, folder: string): boolean {
  return prefix.startsWith(folder) || folder.startsWith(prefix)
}
