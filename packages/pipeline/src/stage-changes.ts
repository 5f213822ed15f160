import type { Stage } from '@slipway/core'
import { fieldChanges, listChanges } from './field-changes.ts'

/** What differs between two definitions of a stage, as phrases: "deps + src/x.py, − src/y.py"; empty for equal ones. */
export function stageChanges(before: Stage, now: Stage): string[] {
  const lists = ['deps', 'outs', 'metrics', 'plots'] as const
  return [
    ...fieldChanges(plain(before), plain(now), ['cmd', 'wdir']),
    ...lists.flatMap((list) => listChanges(list, before[list], now[list])),
    ...fieldChanges(plain(before), plain(now), [
      'params',
      'env',
      'runs-on',
      'timeout-minutes',
      'checkpoint',
      'stop',
      'sweep',
    ]),
  ]
}

/** Fields under their names in the project file; one command as itself. */
function plain(stage: Stage) {
  return {
    cmd: stage.cmd.length === 1 ? stage.cmd[0] : stage.cmd,
    wdir: stage.wdir,
    params: stage.params,
    env: stage.env,
    'runs-on': stage.runsOn,
    'timeout-minutes': stage.timeoutMinutes,
    checkpoint: stage.checkpoint?.path,
    sweep: stage.sweep && { ...stage.sweep },
    stop: stage.stop && { ...stage.stop, live: stage.live?.paths ?? [] },
  }
}
