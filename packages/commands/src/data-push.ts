import { type Amount, transfer } from '@slipway/store'
import { defineCommand } from './command.ts'
import { namingTarget, readPointer, resolveTargets } from './data-target.ts'
import { renderMoved } from './moved-line.ts'
import { openWorkspace, requireRemote } from './open-workspace.ts'

export interface PushedTarget {
  readonly target: string
  readonly moved: Amount
  /** What the remote store had already. */
  readonly present: Amount
}

export interface DataPushResult {
  readonly remote: string
  readonly targets: readonly PushedTarget[]
}

export const dataPushCommand = defineCommand({
  name: 'data push',
  summary: 'Copy what the pointers name from the local to the shared store',
  arguments: { targets: { describe: 'Targets; all of the project without.', many: true } },
  options: {},
  examples: ['slipway data push'],
  run: async (context, { targets: given }): Promise<DataPushResult> => {
    const open = await openWorkspace(context)
    const remote = requireRemote(open, 'push')
    const { root } = open.repository
    const targets = resolveTargets(given, { root, cwd: context.cwd, project: open.project }).map(
      (target) => ({
        target,
        pointer: readPointer(root, target, open.project),
      }),
    )
    const pushed: PushedTarget[] = []
    for (const { target, pointer } of targets) {
      const task = context.progress.task(`Pushing ${target}`, pointer.bytes, 'bytes')
      const advance = (bytes: number) => task.advance(bytes)
      const { moved, present } = await namingTarget('push', target, () =>
        transfer(pointer, [open.local], remote, {
          progress: advance,
          signal: context.signal,
          // What the default branch pushes is believed, and others may have written what is there.
          trusted: open.domain === 'main',
        }),
      )
      task.done()
      pushed.push({ target, moved, present })
    }
    return { remote: remote.url, targets: pushed }
  },
  render: ({ remote, targets }) =>
    targets.length === 0
      ? 'Nothing is versioned yet: slipway data add <path>'
      : [
          ...targets.map((each) => `${each.target}: ${renderMoved(each, 'pushed', 'already there')}`),
          `Store: ${remote}`,
        ].join('\n'),
})
