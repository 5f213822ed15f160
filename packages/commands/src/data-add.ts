import { readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import {
  type Digest,
  formatPointer,
  type Kind,
  POINTER_SUFFIX,
  type Pointer,
  PROJECT_FILE,
  parseProject,
  pathsOverlap,
  shortOf,
} from '@slipway/core'
import type { Amount, Workspace } from '@slipway/store'
import { defineCommand } from './command.ts'
import type { Context } from './context.ts'
import { refusePart } from './data-part.ts'
import { findPointer, resolveTargets } from './data-target.ts'
import { commandError } from './error.ts'
import { formatBytes, formatCount } from './format-bytes.ts'
import { addIgnoreLine, ignoreLine } from './ignore-line.ts'
import { listDataTarget } from './list-data-target.ts'
import { type OpenWorkspace, openWorkspace, readProjectFile } from './open-workspace.ts'

export interface AddedTarget {
  readonly target: string
  readonly pointer: string
  readonly state: 'added' | 'updated' | 'unchanged'
  readonly kind: Kind
  readonly oid: Digest
  readonly files: number
  readonly bytes: number
  /** What the local store had to take, and what it had. */
  readonly moved: Amount
  readonly present: Amount
  /** Git tracks the target itself, so that it would be committed beside its pointer. */
  readonly tracked: boolean
}

export interface DataAddResult {
  readonly targets: readonly AddedTarget[]
  /** Files in Git that were written, for `git add`. */
  readonly written: readonly string[]
}

export const dataAddCommand = defineCommand({
  name: 'data add',
  summary: 'Version files and folders: store their content and write a pointer for Git',
  arguments: {
    targets: { describe: 'Files and folders; all under `data:` in slipway.yaml without.', many: true },
  },
  options: {},
  examples: ['slipway data add data/flights', 'slipway data add'],
  run: (context, { targets }) => addData(context, targets),
  render: renderAdded,
})

async function addData(context: Context, given: readonly string[]): Promise<DataAddResult> {
  const open = await openWorkspace(context)
  const { root } = open.repository
  const targets = resolveTargets(given, { root, cwd: context.cwd, project: open.project })
  if (targets.length === 0) {
    throw commandError(
      'data/target-invalid',
      `Cannot add data: no target is given, and ${PROJECT_FILE} lists none`,
      {
        hint: 'Name a file or folder: `slipway data add data/flights`',
      },
    )
  }
  const before = readProjectFile(root)
  const project = planProjectFile(before, targets)
  const added: AddedTarget[] = []
  const written: string[] = []
  for (const target of targets) added.push(await addTarget(open, context, target, written))
  if (project !== before) {
    open.workspace.replaceFile(PROJECT_FILE, project)
    written.push(PROJECT_FILE)
  }
  return { targets: added, written: [...new Set(written)] }
}

/**
 * The project file with all targets listed, checked before anything is read or written.
 * @throws project/invalid where a stage writes there too, data/target-invalid where a target lies inside another
 */
function planProjectFile(text: string, targets: readonly string[]): string {
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

async function addTarget(
  open: OpenWorkspace,
  { progress }: Context,
  target: string,
  written: string[],
): Promise<AddedTarget> {
  const { repository, workspace, local } = open
  const { root } = repository
  const file = target + POINTER_SUFFIX
  const before = findPointer(root, target)
  await refusePart(open, target)
  const task = progress.task(`Adding ${target}`, undefined, 'bytes')
  const { output, files, moved, present } = await workspace.save(target, local, (bytes) =>
    task.advance(bytes),
  )
  task.done()
  const pointer: Pointer = { ...output, files, ...(before?.unknown ? { unknown: before.unknown } : {}) }
  // The target is ignored before it has a pointer, so that `git add --all` in between cannot take it.
  const ignore = posix.join(posix.dirname(target), '.gitignore')
  const line = ignoreLine(posix.basename(target))
  if (rewrite(workspace, ignore, (text) => addIgnoreLine(text, line))) written.push(ignore)
  if (rewrite(workspace, file, () => formatPointer(pointer))) written.push(file)
  const tracked = await repository.tracks(target)
  if (tracked)
    progress.warn(
      `"${target}" is tracked by Git itself; take it out with: git rm -r --cached -- ${shellWord(target)}`,
    )
  if (await repository.ignores(file))
    progress.warn(`"${file}" is ignored by a .gitignore, so Git will not see the pointer`)
  const state = !before ? 'added' : formatPointer(before) === formatPointer(pointer) ? 'unchanged' : 'updated'
  return { target, pointer: file, state, ...output, files, moved, present, tracked }
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

function renderAdded({ targets, written }: DataAddResult): string {
  const lines = targets.map((each) => {
    const stored = each.moved.objects === 0 ? 'nothing new' : `${formatBytes(each.moved.bytes)} new`
    const size = `${formatCount(each.files, 'file')}, ${formatBytes(each.bytes)}`
    return `${each.target}: ${each.state}, ${size}, ${stored} in the local store (${shortOf(each.oid)})`
  })
  if (written.length > 0) lines.push(`Commit it: git add -- ${written.map(shellWord).join(' ')}`)
  lines.push('Share it:  slipway data push')
  return lines.join('\n')
}

/** A word as a shell takes it, quoted where it has to be. */
function shellWord(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
