import type { FoundRun } from './plan-input.ts'
import type { StageFiles } from './run-ports.ts'

/**
 * Puts the outputs of a run into the workspace where they differ; returns their paths.
 * @param onStart called before the first one is put back
 */
export async function putBack(
  { record }: FoundRun,
  files: StageFiles,
  onStart: () => void = () => {},
): Promise<readonly string[]> {
  const differing: string[] = []
  for (const [path, output] of Object.entries(record.outputs)) {
    if (await files.matches(path, output)) continue
    if (differing.length === 0) onStart()
    await files.restore(path, output)
    differing.push(path)
  }
  return differing
}
