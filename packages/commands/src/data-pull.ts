import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import type { Pointer } from '@slipway/core'
import { type Amount, transfer } from '@slipway/store'
import { defineCommand } from './command.ts'
import type { Context } from './context.ts'
import { namingTarget, readPointer, resolveTargets } from './data-target.ts'
import { commandError } from './error.ts'
import { renderMoved } from './moved-line.ts'
import { type OpenWorkspace, openWorkspace } from './open-workspace.ts'

export interface PulledTarget {
  readonly target: string
  readonly state: 'restored' | 'unchanged'
  /** Fetched from the shared store. */
  readonly moved: Amount
  /** What the local store had already. */
  readonly present: Amount
}

export interface DataPullResult {
  readonly targets: readonly PulledTarget[]
}

export const dataPullCommand = defineCommand({
  name: 'data pull',
  summary: 'Make versioned files and folders be exactly what their pointers name',
  arguments: { targets: { describe: 'Targets; all of the project without.', many: true } },
  options: {
    force: { kind: 'flag', describe: 'Overwrite changes that no store holds.' },
  },
  examples: ['slipway data pull', 'slipway data pull data/flights --force'],
  run: async (context, { targets: given, force }): Promise<DataPullResult> => {
    const open = await openWorkspace(context)
    const { root } = open.repository
    const targets = resolveTargets(given, { root, cwd: context.cwd, project: open.project }).map(
      (target) => ({
        target,
        pointer: readPointer(root, target, open.project),
      }),
    )
    const pulled: PulledTarget[] = []
    for (const { target, pointer } of targets)
      pulled.push(await pullTarget(open, context, target, pointer, force))
    return { targets: pulled }
  },
  render: ({ targets }) =>
    targets.length === 0
      ? 'Nothing is versioned yet: slipway data add <path>'
      : targets
          .map((each) =>
            each.state === 'unchanged'
              ? `${each.target}: as its pointer says`
              : `${each.target}: restored, ${renderMoved(each, 'fetched', 'already here')}`,
          )
          .join('\n'),
})

const NOTHING: Amount = { objects: 0, bytes: 0 }

async function pullTarget(
  open: OpenWorkspace,
  { progress, signal }: Context,
  target: string,
  pointer: Pointer,
  force: boolean,
): Promise<PulledTarget> {
  if (await open.workspace.matches(target, pointer))
    return { target, state: 'unchanged', moved: NOTHING, present: NOTHING }
  if (!force) await refuseToLose(open, target)
  const fetching = progress.task(`Fetching ${target}`, pointer.bytes, 'bytes')
  const sources = open.remote ? [open.remote] : []
  const amounts = await namingTarget('pull', target, () =>
    transfer(pointer, sources, open.local, (bytes) => fetching.advance(bytes), signal),
  )
  fetching.done()
  const restoring = progress.task(`Restoring ${target}`, pointer.bytes, 'bytes')
  await open.workspace.restore(target, pointer, open.source, (bytes) => restoring.advance(bytes))
  restoring.done()
  return { target, state: 'restored', ...amounts }
}

/**
 * What is there may be overwritten when a store holds it, as after a switch to another commit; else it would be lost.
 * @throws data/modified
 */
async function refuseToLose(
  { repository, workspace, local, remote }: OpenWorkspace,
  target: string,
): Promise<void> {
  if (!lstatSync(join(repository.root, target), { throwIfNoEntry: false })) return
  const { output } = await workspace.hash(target)
  for (const store of remote ? [local, remote] : [local]) if (await store.hasOutput(output)) return
  throw commandError(
    'data/modified',
    `Cannot pull "${target}": it has changes that no store holds; expected what a pointer names, or nothing`,
    { hint: `Keep them with \`slipway data add ${target}\`, or drop them with --force` },
  )
}
