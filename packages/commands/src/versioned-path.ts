import {
  entryAt,
  nearestName,
  type Output,
  POINTER_SUFFIX,
  type Pointer,
  type TreeBundle,
  walkTree,
} from '@slipway/core'
import type { GitTree } from '@slipway/git'
import { namingTarget, notAdded, pathInRepository, pointerIn } from './data-target.ts'
import { commandError } from './error.ts'
import type { OpenWorkspace } from './open-workspace.ts'

/** A target, or a file or folder inside it, as a pointer names it; nothing of it need be checked out. */
export interface VersionedPath {
  /** Relative to the root of the repository. */
  readonly path: string
  readonly target: string
  readonly pointer: Pointer
  /** What the path names: the target itself, or what stands there in its tree. */
  readonly output: Output
  /** Of a target that is a folder. */
  readonly bundle: TreeBundle | undefined
}

/**
 * Finds what a path names in the pointers of a tree of Git and in the trees of the stores.
 * @param text a target, its pointer's name, or a path below a target
 * @throws data/target-invalid, data/not-added, data/path-unknown, data/not-stored, store/object-corrupt
 */
export async function findVersionedPath(
  text: string,
  tree: GitTree,
  { repository, project, source }: OpenWorkspace,
  cwd: string,
): Promise<VersionedPath> {
  const given = pathInRepository(text, { root: repository.root, cwd })
  const path =
    given.endsWith(POINTER_SUFFIX) && tree.file(given) ? given.slice(0, -POINTER_SUFFIX.length) : given
  const names = path.split('/')
  for (let length = names.length; length > 0; length--) {
    const target = names.slice(0, length).join('/')
    const pointer = await pointerIn(tree, target)
    if (!pointer) continue
    const bundle =
      pointer.kind === 'tree'
        ? await namingTarget('read', target, () => source.readTree(pointer.oid))
        : undefined
    const inner = names.slice(length).join('/')
    const output = inner === '' ? pointer : bundle && entryAt(bundle, inner)
    if (!output) throw unknownPath(path, target, inner, bundle)
    return { path, target, pointer, output, bundle }
  }
  throw notAdded(path, project)
}

function unknownPath(path: string, target: string, inner: string, bundle: TreeBundle | undefined): Error {
  const nearest =
    bundle &&
    nearestName(
      inner,
      [...walkTree(bundle)].map((file) => file.path),
    )
  return commandError(
    'data/path-unknown',
    `Cannot find "${path}": the version of "${target}" that its pointer names has no such file or folder`,
    {
      hint:
        nearest === undefined
          ? `Look at what there is: slipway data ls ${target}`
          : `Did you mean "${target}/${nearest}"?`,
    },
  )
}
