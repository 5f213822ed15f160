import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import type { Pointer } from '@slipway/core'
import { type Amount, type Transferred, transfer } from '@slipway/store'
import { defineCommand } from './command.ts'
import type { Context } from './context.ts'
import { type PlannedPull, plannedPulls } from './data-pull/planned-pulls.ts'
import { plannedPart, pullPart } from './data-pull/pull-part.ts'
import { namingTarget } from './data-target.ts'
import { commandError } from './error.ts'
import { formatCount } from './format-bytes.ts'
import { type OpenWorkspace, openWorkspace } from './open-workspace.ts'
import { renderServed, servedBy, sumOfTiers, type TierAmount } from './served-by.ts'

export interface PulledTarget {
  readonly target: string
  readonly state: 'restored' | 'unchanged'
  /** Files that are here now, and those that the pointer stands for; fewer where only a part was asked for. */
  readonly files: { readonly here: number; readonly all: number }
  /** Brought to this machine's store. */
  readonly moved: Amount
  /** What that had already. */
  readonly present: Amount
  /** Which place had how much of it, the nearest first; nothing where the target is as its pointer says. */
  readonly served: readonly TierAmount[]
}

export interface DataPullResult {
  readonly targets: readonly PulledTarget[]
}

export const dataPullCommand = defineCommand({
  name: 'data pull',
  summary: 'Make versioned files and folders be exactly what their pointers name',
  arguments: {
    targets: {
      describe:
        'Targets, or files, folders and patterns inside them, of which only what they name is fetched; all of the project without.',
      many: true,
    },
  },
  options: {
    force: { kind: 'flag', describe: 'Overwrite changes that no store holds.' },
  },
  examples: [
    'slipway data pull',
    'slipway data pull data/flights --force',
    "slipway data pull data/flights/2001 'data/flights/**/*.csv'",
  ],
  run: async (context, { targets: given, force }): Promise<DataPullResult> => {
    const open = await openWorkspace(context)
    const pulled: PulledTarget[] = []
    for (const planned of await plannedPulls(given, open, context.cwd))
      pulled.push(await pullTarget(open, context, planned, force))
    return { targets: pulled }
  },
  render: ({ targets }) =>
    targets.length === 0
      ? 'Nothing is versioned yet: slipway data add <path>'
      : [
          ...targets.map(renderPulled),
          ...(targets.length > 1
            ? [`In all: ${renderServed(sumOfTiers(targets.flatMap(({ served }) => served)))}`]
            : []),
        ].join('\n'),
})

const NOTHING: Amount = { objects: 0, bytes: 0 }

async function pullTarget(
  open: OpenWorkspace,
  context: Context,
  planned: PlannedPull,
  force: boolean,
): Promise<PulledTarget> {
  const { target, pointer } = planned
  const part = await plannedPart(planned, open)
  const wanted = part?.output ?? pointer
  const files = { here: part?.list.length ?? pointer.files, all: pointer.files }
  if (await open.workspace.matches(target, wanted)) {
    if (!part) open.workspace.removePart(target)
    return { target, state: 'unchanged', files, moved: NOTHING, present: NOTHING, served: [] }
  }
  if (!force) await refuseToLose(open, target)
  const transferred = part
    ? await pullPart(planned, part, open, context)
    : await pullWhole(open, context, target, pointer)
  const { moved, present } = transferred
  return { target, state: 'restored', files, moved, present, served: servedBy(open, transferred) }
}

async function pullWhole(
  open: OpenWorkspace,
  { progress, signal }: Context,
  target: string,
  pointer: Pointer,
): Promise<Transferred> {
  const fetching = progress.task(`Fetching ${target}`, pointer.bytes, 'bytes')
  const amounts = await namingTarget('pull', target, () =>
    transfer(pointer, open.origins, open.local, { progress: (bytes) => fetching.advance(bytes), signal }),
  )
  fetching.done()
  const restoring = progress.task(`Restoring ${target}`, pointer.bytes, 'bytes')
  await open.workspace.restore(target, pointer, open.source, (bytes) => restoring.advance(bytes))
  restoring.done()
  open.workspace.removePart(target)
  return amounts
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
  const { output, files } = await workspace.hash(target)
  // Folders without a file in them hold nothing.
  if (files === 0) return
  for (const store of remote ? [local, remote] : [local]) if (await store.hasOutput(output)) return
  throw commandError(
    'data/modified',
    `Cannot pull "${target}": it has changes that no store holds; expected what a pointer names, or nothing`,
    { hint: `Keep them with \`slipway data add ${target}\`, or drop them with --force` },
  )
}

function renderPulled({ target, state, files, served }: PulledTarget): string {
  const isPart = files.here < files.all
  const part = `${files.here.toLocaleString('en-US')} of ${formatCount(files.all, 'file')}`
  if (state === 'unchanged') return `${target}: ${isPart ? `${part}, as before` : 'as its pointer says'}`
  return `${target}: ${isPart ? part : 'restored'}, ${renderServed(served)}`
}
