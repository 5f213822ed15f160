import { posix } from 'node:path'
import type { GitTree } from '@slipway/git'
import { commandError } from '../error.ts'
import { type DvcLeftOut, type DvcOut, parseDvcFile, parseDvcLock } from './parse-dvc-file.ts'
import { type StageLeftOut, type TranslatedStage, translateStages } from './translate-stages.ts'

/** Everything that DVC's files in a work tree say. */
export interface DvcFiles {
  readonly outs: readonly DvcOut[]
  readonly leftOut: readonly DvcLeftOut[]
  readonly stages: readonly TranslatedStage[]
  readonly stagesLeftOut: readonly StageLeftOut[]
}

/**
 * Reads every `.dvc` file, `dvc.yaml` and `dvc.lock` that a commit would hold.
 * @throws data/dvc-unreadable where one cannot be read, or there is none
 */
export async function readDvcFiles(tree: GitTree): Promise<DvcFiles> {
  const outs: DvcOut[] = []
  const leftOut: DvcLeftOut[] = []
  const stages: TranslatedStage[] = []
  const stagesLeftOut: StageLeftOut[] = []
  const paths = [...tree.paths()]
  const take = (content: { outs: readonly DvcOut[]; leftOut: readonly DvcLeftOut[] }) => {
    outs.push(...content.outs)
    leftOut.push(...content.leftOut)
  }
  for (const path of paths.filter((each) => /[^/]\.dvc$/.test(each)))
    take(parseDvcFile((await tree.readText(path)) ?? '', path))
  const folders = new Set(paths.filter(isPipeline).map((path) => posix.dirname(path)))
  for (const folder of folders) {
    const [yaml, lock] = ['dvc.yaml', 'dvc.lock'].map((name) => posix.join(folder, name)) as [string, string]
    const translated = translateStages((await tree.readText(yaml)) ?? '', yaml)
    stages.push(...translated.stages)
    stagesLeftOut.push(...translated.leftOut)
    const text = await tree.readText(lock)
    if (text !== undefined) take(parseDvcLock(text, lock, translated.wdirs))
  }
  if (outs.length + leftOut.length + stages.length + stagesLeftOut.length > 0)
    return { outs, leftOut, stages, stagesLeftOut }
  throw commandError(
    'data/dvc-unreadable',
    'Cannot import from DVC: the repository has no ".dvc" file, "dvc.yaml" or "dvc.lock"; expected one',
    { hint: 'Run this in the clone that DVC works in' },
  )
}

const isPipeline = (path: string) => ['dvc.yaml', 'dvc.lock'].includes(posix.basename(path))

/** The folder of the DVC project that a file belongs to: the nearest one above it that holds `.dvc`. */
export function dvcRootOf(file: string, tree: GitTree): string {
  for (let folder = posix.dirname(file); ; folder = posix.dirname(folder)) {
    if (folder === '.' || tree.file(posix.join(folder, '.dvc/config'))) return folder
  }
}
