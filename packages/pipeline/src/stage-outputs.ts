import { lstatSync, mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Output, outputsOf, type Stage } from '@slipway/core'
import { pipelineError } from './error.ts'
import type { SourceTree } from './plan-input.ts'
import type { StageFiles } from './run-ports.ts'

/** Removes what an earlier run left, so that a stage starts from nothing and every output is its own. */
export function clearOutputs(stage: Stage, root: string): void {
  for (const path of outputsOf(stage)) {
    rmSync(join(root, path), { recursive: true, force: true })
    mkdirSync(dirname(join(root, path)), { recursive: true })
  }
}

/**
 * Takes what a stage wrote into the store.
 * @throws pipeline/output-missing before anything is taken
 */
export async function saveOutputs(
  stage: Stage,
  root: string,
  files: StageFiles,
): Promise<Readonly<Record<string, Output>>> {
  const paths = outputsOf(stage)
  const missing = paths.filter((path) => !lstatSync(join(root, path), { throwIfNoEntry: false }))
  if (missing.length > 0) {
    throw pipelineError(
      'pipeline/output-missing',
      `Cannot keep the run of stage "${stage.name}": it ended well and did not write ${missing.join(', ')}; expected every output`,
      { hint: 'Mend the paths in slipway.yaml, or let the command write them' },
    )
  }
  const outputs: Record<string, Output> = {}
  for (const path of paths) outputs[path] = await files.save(path)
  return outputs
}

/**
 * Makes sure that no output is a file in Git, which removing and restoring would change.
 * @throws pipeline/output-in-git
 */
export function refuseTracked(stage: Stage, tree: SourceTree): void {
  const tracked = trackedOutputs(stage, tree)
  if (tracked.length === 0) return
  throw pipelineError(
    'pipeline/output-in-git',
    `Cannot run stage "${stage.name}": Git tracks ${tracked.join(', ')}; expected outputs outside of Git`,
    { hint: `Run \`git rm -r --cached ${tracked.join(' ')}\` and add them to .gitignore, or mend "outs"` },
  )
}

function writtenBy(stage: Stage): readonly string[] {
  return stage.checkpoint ? [...outputsOf(stage), stage.checkpoint.path] : outputsOf(stage)
}

/** Outputs, and the folder of checkpoints, that are, or hold, files which Git tracks. */
export function trackedOutputs(stage: Stage, tree: SourceTree): readonly string[] {
  const isTracked = (path: string) => !tree.untracked.includes(path)
  return writtenBy(stage).filter(
    (out) =>
      (tree.file(out) && isTracked(out)) || tree.under(out).some(({ path }) => isTracked(`${out}/${path}`)),
  )
}
