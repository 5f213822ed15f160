import { readFileSync, realpathSync } from 'node:fs'
import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import {
  nearestName,
  POINTER_SUFFIX,
  type Pointer,
  type Project,
  parsePointer,
  SlipwayError,
} from '@slipway/core'
import type { GitTree } from '@slipway/git'
import { commandError } from './error.ts'

/**
 * Paths that a person gave, as targets relative to the root of the repository; all of the project's where none was given.
 * The pointer's name, `data/flights.slip`, means its target.
 * @throws data/target-invalid
 */
export function resolveTargets(
  given: readonly string[],
  place: { readonly root: string; readonly cwd: string; readonly project: Project },
): readonly string[] {
  if (given.length === 0) return place.project.data
  const targets = given.map((text) => {
    const path = pathInRepository(text, place)
    return path.endsWith(POINTER_SUFFIX) ? path.slice(0, -POINTER_SUFFIX.length) : path
  })
  return [...new Set(targets)]
}

/** A path that a person gave, relative to the root. @throws data/target-invalid */
export function pathInRepository(
  text: string,
  { root, cwd }: { readonly root: string; readonly cwd: string },
): string {
  const path = relative(root, resolve(realpathSync(cwd), text))
    .split(sep)
    .join('/')
  if (path !== '' && path !== '..' && !path.startsWith('../') && !isAbsolute(path)) return path
  throw commandError(
    'data/target-invalid',
    `Cannot use "${text}": ${path === '' ? 'it is the repository itself' : 'it is outside of the repository'}; expected a path below "${root}"`,
    { hint: 'Version a folder inside the repository' },
  )
}

/** A target's pointer in the work tree, or undefined. @throws core/pointer-invalid */
export function findPointer(root: string, target: string): Pointer | undefined {
  const file = target + POINTER_SUFFIX
  try {
    return parsePointer(readFileSync(join(root, file), 'utf8'), file)
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined
    throw error
  }
}

/** A target's pointer in a tree of Git, or undefined. @throws core/pointer-invalid */
export async function pointerIn(tree: GitTree, target: string): Promise<Pointer | undefined> {
  const file = target + POINTER_SUFFIX
  const text = await tree.readText(file)
  return text === undefined ? undefined : parsePointer(text, file)
}

/** @throws data/not-added, core/pointer-invalid */
export function readPointer(root: string, target: string, project: Project): Pointer {
  const pointer = findPointer(root, target)
  if (pointer) return pointer
  throw notAdded(target, project)
}

/** The error of a target that has no pointer. */
export function notAdded(target: string, project: Project): SlipwayError {
  const nearest = nearestName(target, project.data)
  return commandError(
    'data/not-added',
    `Cannot use "${target}": there is no "${target}${POINTER_SUFFIX}"; expected a versioned file or folder`,
    {
      hint:
        nearest === undefined || nearest === target
          ? `Version it with \`slipway data add ${target}\``
          : `Did you mean "${nearest}"?`,
    },
  )
}

/**
 * Runs what copies a target's objects, and says of which target one is nowhere to be had.
 * @param action as in "Cannot ‹push› data/flights"
 * @throws data/not-stored
 */
export async function namingTarget<T>(action: string, target: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    if (!(cause instanceof SlipwayError) || cause.code !== 'store/object-missing') throw cause
    throw commandError(
      'data/not-stored',
      `Cannot ${action} "${target}": an object is missing. ${cause.message}`,
      {
        hint: `Where the data is, run \`slipway data add ${target}\` and \`slipway data push ${target}\``,
        cause,
      },
    )
  }
}
