import {
  isProjectError,
  PROJECT_FILE,
  parseProject,
  producerOf,
  renderIssue,
  SlipwayError,
} from '@slipway/core'
import { planProjectFile } from '../record-target.ts'
import type { DvcLeftOut, DvcOut } from './parse-dvc-file.ts'
import type { DvcFiles } from './read-dvc-files.ts'
import type { StageLeftOut, TranslatedStage } from './translate-stages.ts'
import { writeStage } from './write-stages.ts'

export interface ImportRequest {
  /** Targets, files of DVC's, or folders around them; empty for everything. */
  readonly paths: readonly string[]
  readonly withStages: boolean
}

export interface ImportPlan {
  readonly outs: readonly DvcOut[]
  readonly leftOut: readonly DvcLeftOut[]
  readonly stages: readonly TranslatedStage[]
  readonly stagesLeftOut: readonly StageLeftOut[]
  /** Stages that slipway.yaml has already. */
  readonly stagesKept: readonly string[]
  /** The project file with the stages; targets are listed as they arrive. */
  readonly project: string
}

/**
 * Decides what becomes a versioned target and what a stage. What a stage makes is no target: the stage will make it. An
 * existing stage stays as it is.
 * @param isTracked whether Git itself holds a path
 */
export function planImport(
  files: DvcFiles,
  before: string,
  { paths, withStages }: ImportRequest,
  isTracked: (path: string) => boolean,
): ImportPlan {
  const isAsked = (...places: readonly string[]) =>
    paths.length === 0 ||
    paths.some((path) => places.some((place) => place === path || place.startsWith(`${path}/`)))
  const leftOut = files.leftOut.filter(({ path, file }) => isAsked(path, file))
  const asked = files.outs.filter(({ path, file }) => isAsked(path, file))
  const outs: DvcOut[] = []
  let project = before
  const admit = (out: DvcOut) => {
    const reason = isTracked(out.path)
      ? 'it is kept in Git, not in DVC’s cache'
      : (ownerOf(project, out.path) ?? problemOf(() => (project = planProjectFile(project, [out.path]))))
    if (reason === undefined) outs.push(out)
    else leftOut.push({ path: out.path, file: out.file, reason })
  }
  for (const out of asked) if (out.stage === undefined) admit(out)
  const stages: TranslatedStage[] = []
  const stagesKept: string[] = []
  const stagesLeftOut: StageLeftOut[] = []
  let written = before
  if (withStages) {
    stagesLeftOut.push(...files.stagesLeftOut.filter(({ file }) => isAsked(file)))
    for (const each of files.stages.filter(({ file }) => isAsked(file))) {
      const { name, file, stage } = each
      if (parseProject(project).stages.has(name)) {
        stagesKept.push(name)
        continue
      }
      const reason = problemOf(() => {
        const next = writeStage(project, name, stage)
        parseProject(next)
        project = next
      })
      if (reason !== undefined) stagesLeftOut.push({ name, file, reason })
      else {
        stages.push(each)
        written = writeStage(written, name, stage)
      }
    }
  }
  for (const out of asked) if (out.stage !== undefined) admit(out)
  return { outs, leftOut, stages, stagesLeftOut, stagesKept, project: written }
}

/** That a stage makes this path; undefined where none does. */
function ownerOf(project: string, path: string): string | undefined {
  const owner = producerOf(parseProject(project), path)
  return owner && `stage "${owner.name}" of ${PROJECT_FILE} makes it: slipway run ${owner.name}`
}

/** What is wrong with a change; undefined where nothing is. */
function problemOf(change: () => unknown): string | undefined {
  try {
    change()
    return undefined
  } catch (error) {
    if (!(error instanceof SlipwayError)) throw error
    const [issue] = isProjectError(error) ? error.issues : []
    return issue ? renderIssue(issue) : error.message
  }
}
