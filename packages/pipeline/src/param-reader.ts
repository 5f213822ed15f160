import type { Json, Stage } from '@slipway/core'
import { pipelineError } from './error.ts'
import { nearestPath } from './nearest-path.ts'
import { ParamFile } from './param-file.ts'
import type { SourceTree } from './plan-input.ts'

/** Reads the parameters of stages from the files of a tree, each file once. */
export class ParamReader {
  readonly #tree: SourceTree
  readonly #files = new Map<string, Promise<ParamFile | undefined>>()

  constructor(tree: SourceTree) {
    this.#tree = tree
  }

  /**
   * Parameters as they stand in the key's preimage: `<file>:<key>` → value; the whole file is `<file>:`.
   * @throws pipeline/param-unknown for a file or key that is not there, pipeline/params-invalid
   */
  async read(stage: Stage): Promise<Record<string, Json>> {
    const values: Record<string, Json> = {}
    for (const [path, keys] of Object.entries(stage.params)) {
      const file = await this.#open(path)
      if (!file) throw this.#missing(path, stage.name)
      if (keys === null) values[`${path}:`] = file.value
      for (const key of keys ?? []) values[`${path}:${key}`] = file.take(key, stage.name)
    }
    return values
  }

  #open(path: string): Promise<ParamFile | undefined> {
    const before = this.#files.get(path)
    if (before) return before
    const opened = this.#tree
      .readText(path)
      .then((text) => (text === undefined ? undefined : new ParamFile(text, path)))
    this.#files.set(path, opened)
    return opened
  }

  #missing(path: string, stage: string) {
    const nearest = nearestPath(path, this.#tree.paths())
    return pipelineError(
      'pipeline/param-unknown',
      `Cannot take parameters of stage "${stage}" from "${path}": there is no such file in Git; expected a YAML or JSON file that is not ignored`,
      nearest === undefined ? {} : { hint: `Did you mean "${nearest}"?` },
    )
  }
}

/**
 * Parameters of one stage as a tree has them.
 * @throws pipeline/param-unknown, pipeline/params-invalid
 */
export function readParams(stage: Stage, tree: SourceTree): Promise<Record<string, Json>> {
  return new ParamReader(tree).read(stage)
}
