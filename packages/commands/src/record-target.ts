import { readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import {
  formatPointer,
  type Output,
  POINTER_SUFFIX,
  type Pointer,
  PROJECT_FILE,
  parseProject,
  pathsOverlap,
} from '@slipway/core'
import type { Workspace } from '@slipway/store'
import type { Context } from './context.ts'
import { findPointer } from './data-target.ts'
import { commandError } from './error.ts'
import { addIgnoreLine, ignoreLine } from './ignore-line.ts'
import { listDataTarget } from './list-data-target.ts'
import type { OpenWorkspace } from './open-workspace.ts'

export interface RecordedTarget {
  readonly pointer: string
  readonly state: 'added' | 'updated' | 'unchanged'
  /** Git tracks the target itself, so that it would be committed beside its pointer. */
  readonly tracked: boolean
}

/**
 * The project file with all targets listed, checked before anything is read or written.
 * @throws project/invalid where a stage writes there too, data/target-invalid where a target lies inside another
 */
export function planProjectFile(text: string, targets: readonly string[]): string {
  const planned = targets.reduce(listDataTarget, text)
  const { data } = parseProject(planned)
  for (const target of targets) {
    const other = data.find((each) => each !== target && pathsOverlap(each, target))
    if (other !== undefined) {
      throw commandError(
        'data/target-invalid',
        `Cannot add "${target}": it overlaps with "${other}", which is versioned already; expected targets apart`,
        { hint: `Add "${other}" again, or take it out of ${PROJECT_FILE}` },
      )
    }
  }
  return planned
}

/**
 * Writes the pointer of a target whose content is stored, and the line that keeps the target itself out of Git.
 * @param written gets the files that changed
 */
export async function recordTarget(
  { repository, workspace }: OpenWorkspace,
  { progress }: Pick<Context, 'progress'>,
  target: string,
  content: { readonly output: Output; readonly files: number; readonly md5?: string | undefined },
  written: string[],
): Promise<RecordedTarget> {
  const file = target + POINTER_SUFFIX
  const before = findPointer(repository.root, target)
  const { kind, oid, bytes } = content.output
  const same = before?.oid === oid && before.kind === kind
  const md5 = content.md5 ?? (same ? before.md5 : undefined)
  const pointer: Pointer = {
    kind,
    oid,
    bytes,
    files: content.files,
    ...(md5 === undefined ? {} : { md5 }),
    ...(before?.unknown ? { unknown: before.unknown } : {}),
  }
  // The target is ignored before it has a pointer, so that `git add --all` in between cannot take it.
  const ignore = posix.join(posix.dirname(target), '.gitignore')
  const line = ignoreLine(posix.basename(target))
  if (rewrite(workspace, ignore, (text) => addIgnoreLine(text, line))) written.push(ignore)
  if (rewrite(workspace, file, () => formatPointer(pointer))) written.push(file)
  const tracked = await repository.tracks(target)
  if (await repository.ignores(file))
    progress.warn(`"${file}" is ignored by a .gitignore, so Git will not see the pointer`)
  const state = !before ? 'added' : formatPointer(before) === formatPointer(pointer) ? 'unchanged' : 'updated'
  return { pointer: file, state, tracked }
}

/** Writes a file where its text changes; false where it stays. */
function rewrite(workspace: Workspace, path: string, change: (text: string) => string): boolean {
  const text = readIfThere(join(workspace.root, path))
  const next = change(text ?? '')
  if (next === text) return false
  workspace.replaceFile(path, next)
  return true
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
