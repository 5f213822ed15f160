import { type Digest, type Kind, PROJECT_FILE, shortOf } from '@slipway/core'
import type { Amount } from '@slipway/store'
import { defineCommand } from './command.ts'
import type { Context } from './context.ts'
import { refusePart } from './data-part.ts'
import { findPointer, resolveTargets } from './data-target.ts'
import { commandError } from './error.ts'
import { formatBytes, formatCount } from './format-bytes.ts'
import { type OpenWorkspace, openWorkspace, readProjectFile } from './open-workspace.ts'
import { planProjectFile, type RecordedTarget, recordTarget } from './record-target.ts'
import { shellWord } from './shell-word.ts'

export interface AddedTarget extends RecordedTarget {
  readonly target: string
  readonly kind: Kind
  readonly oid: Digest
  readonly files: number
  readonly bytes: number
  /** What the local store had to take, and what it had. */
  readonly moved: Amount
  readonly present: Amount
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

async function addTarget(
  open: OpenWorkspace,
  context: Context,
  target: string,
  written: string[],
): Promise<AddedTarget> {
  // A pointer that cannot be read stops the work before the content is.
  findPointer(open.repository.root, target)
  await refusePart(open, target)
  const task = context.progress.task(`Adding ${target}`, undefined, 'bytes')
  const { output, files, moved, present } = await open.workspace.save(target, open.local, (bytes) =>
    task.advance(bytes),
  )
  task.done()
  const recorded = await recordTarget(open, context, target, { output, files }, written)
  if (recorded.tracked)
    context.progress.warn(
      `"${target}" is tracked by Git itself; take it out with: git rm -r --cached -- ${shellWord(target)}`,
    )
  return { target, ...recorded, ...output, files, moved, present }
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
