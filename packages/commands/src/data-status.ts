import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Pointer, SlipwayError } from '@slipway/core'
import { diffFiles, partOfTree, type Snapshot } from '@slipway/store'
import { defineCommand } from './command.ts'
import type { Context } from './context.ts'
import { type DataChanges, dataChanges, renderChanges } from './data-changes.ts'
import { isPartOf } from './data-part.ts'
import { findPointer, readPointer, resolveTargets } from './data-target.ts'
import { formatBytes, formatCount } from './format-bytes.ts'
import { type OpenWorkspace, openWorkspace } from './open-workspace.ts'

export interface TargetStatus {
  readonly target: string
  readonly state: 'unchanged' | 'partial' | 'modified' | 'missing' | 'not-added'
  /** Of the workspace where it is there, else of the pointer; null where there is neither. `partial`: what was pulled is here, unchanged. */
  readonly files: number | null
  readonly bytes: number | null
  /** Of a modified folder, where the tree that its pointer names can be had. */
  readonly changes: DataChanges | null
  /** Whether the stores hold what the pointer names; null without a pointer or without a remote store. */
  readonly local: boolean | null
  readonly remote: boolean | null
}

export interface DataStatusResult {
  readonly targets: readonly TargetStatus[]
  readonly remote: string | null
}

export const dataStatusCommand = defineCommand({
  name: 'data status',
  summary: 'Compare versioned files and folders with their pointers and with the stores',
  arguments: { targets: { describe: 'Targets; all of the project without.', many: true } },
  options: {},
  examples: ['slipway data status', 'slipway data status data/flights --json'],
  run: async (context, { targets: given }): Promise<DataStatusResult> => {
    const open = await openWorkspace(context)
    const { root } = open.repository
    const targets: TargetStatus[] = []
    for (const target of resolveTargets(given, { root, cwd: context.cwd, project: open.project })) {
      // A target that somebody names and nobody versioned is a mistake; one that the project lists is a state.
      const listed = open.project.data.includes(target)
      const pointer = listed ? findPointer(root, target) : readPointer(root, target, open.project)
      targets.push(await targetStatus(open, context, target, pointer))
    }
    return { targets, remote: open.remote?.url ?? null }
  },
  render: renderStatus,
})

async function targetStatus(
  open: OpenWorkspace,
  { progress }: Context,
  target: string,
  pointer: Pointer | undefined,
): Promise<TargetStatus> {
  const there = existsSync(join(open.repository.root, target))
  const task = progress.task(`Reading ${target}`, pointer?.bytes, 'bytes')
  // While files are looked at, one store after the other is asked: of a million files each answer is large.
  const ask = async () => {
    const local = pointer ? await open.local.hasOutput(pointer) : null
    return { local, remote: pointer && open.remote ? await open.remote.hasOutput(pointer) : null }
  }
  const [found, { local, remote }] = await Promise.all([
    there && pointer ? open.workspace.hash(target, (bytes) => task.advance(bytes)) : undefined,
    ask(),
  ])
  task.done()
  if (!pointer)
    return { target, state: 'not-added', files: null, bytes: null, changes: null, local: null, remote: null }
  const same = found?.output.oid === pointer.oid && found.output.kind === pointer.kind
  const part = found !== undefined && isPartOf(open, target, pointer, found.output)
  return {
    target,
    state: !found ? 'missing' : same ? 'unchanged' : part ? 'partial' : 'modified',
    files: found?.files ?? pointer.files,
    bytes: found?.output.bytes ?? pointer.bytes,
    changes: found && !same && !part ? await changesSince(open, target, pointer, found) : null,
    local,
    remote,
  }
}

async function changesSince(
  { source, workspace }: OpenWorkspace,
  target: string,
  pointer: Pointer,
  found: Snapshot,
): Promise<DataChanges | null> {
  const { bundle, output } = found
  if (pointer.kind !== 'tree' || !bundle) return null
  try {
    const whole = await source.readTree(pointer.oid)
    // What was never pulled was not removed.
    const record = workspace.readPart(target)
    const part = record && partOfTree(whole, record.paths)
    const { trees } = part?.bundle ?? whole
    const changes = diffFiles(
      part?.output ?? pointer,
      output,
      (oid) => trees.get(oid) ?? bundle.trees.get(oid),
    )
    return changes ? dataChanges(changes) : null
  } catch (error) {
    // Without the old tree it is known that something changed, and not what.
    if (error instanceof SlipwayError && error.code === 'store/object-missing') return null
    throw error
  }
}

function renderStatus({ targets, remote }: DataStatusResult): string {
  if (targets.length === 0) return 'Nothing is versioned yet: slipway data add <path>'
  return targets
    .flatMap((each) => {
      const size =
        each.files === null || each.bytes === null
          ? ''
          : `, ${formatCount(each.files, 'file')}, ${formatBytes(each.bytes)}`
      const lines = [`${each.target}: ${each.state.replace('-', ' ')}${size}`]
      for (const line of each.changes ? renderChanges(each.changes) : []) lines.push(`  ${line}`)
      if (each.local === false) lines.push('  not whole in the local store')
      if (each.remote === false) lines.push(`  not whole in ${remote}: slipway data push`)
      if (each.state === 'partial') lines.push(`  get the rest: slipway data pull ${each.target}`)
      if (each.state === 'missing') lines.push(`  get it: slipway data pull ${each.target}`)
      if (each.state === 'modified' || each.state === 'not-added')
        lines.push(`  version it: slipway data add ${each.target}`)
      return lines
    })
    .join('\n')
}
