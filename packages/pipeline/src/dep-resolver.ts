import {
  type DepId,
  gitDirectoryId,
  gitFileId,
  type Output,
  outputsOf,
  POINTER_SUFFIX,
  type Pointer,
  parsePointer,
  type Stage,
} from '@slipway/core'
import { pipelineError } from './error.ts'
import { nearestPath } from './nearest-path.ts'
import type { DepPart, Owner, PathOwners } from './path-owners.ts'
import type { StageInput } from './plan.ts'
import type { FoundRun, PlanInput } from './plan-input.ts'

/** What one part of a dependency is: its identity, and what must lie in the workspace; or the output that it waits for. */
export type ResolvedDep =
  | { readonly path: string; readonly id: DepId; readonly input: StageInput | undefined }
  | { readonly waits: string }

/** Finds the identity of dependencies. @see docs/formats/run-key.md */
export class DepResolver {
  readonly #input: PlanInput
  readonly #owners: PathOwners
  readonly #runs: ReadonlyMap<string, FoundRun>
  readonly #pointers = new Map<string, Promise<Pointer>>()

  /** @param runs the runs that stages have so far, by stage; more may come while it is used */
  constructor(input: PlanInput, owners: PathOwners, runs: ReadonlyMap<string, FoundRun>) {
    this.#input = input
    this.#owners = owners
    this.#runs = runs
  }

  /**
   * @returns undefined for the Git part of a folder that is made of outputs and data alone
   * @throws pipeline/dep-unknown, pipeline/record-incomplete, core/pointer-invalid
   */
  async resolve(part: DepPart, stage: Stage): Promise<ResolvedDep | undefined> {
    if (!part.owner) return this.#inGit(part.path, part.except, stage)
    const { owner, path } = part
    const whole = await this.#outputOf(owner, stage)
    if (!whole) {
      const maker = owner.by === 'stage' ? ` of ${owner.stage}` : ''
      return { waits: `${owner.path}${maker}` }
    }
    const output = await this.#inside(whole, owner, path, stage)
    // Of data only what is read has to be here; the output of a stage comes as a whole, as the stage left it.
    const isWhole = owner.by === 'stage' && this.#owners.substituteInside(owner.path) === undefined
    const input = isWhole ? { path: owner.path, output: whole } : { path, output }
    return { path, id: output.oid, input: { ...input, from: owner.by } }
  }

  /** What the owner's path holds; undefined while its stage has no run. */
  async #outputOf(owner: Owner, stage: Stage): Promise<Output | undefined> {
    if (owner.by === 'substitute') return owner.output
    if (owner.by === 'data') return this.#pointer(owner.path, stage)
    // While the stage is to run again, its head stays what others read.
    const run = this.#runs.get(owner.stage)
    if (!run) return undefined
    const output = run.record.outputs[owner.path]
    if (output) return output
    throw pipelineError(
      'pipeline/record-incomplete',
      `Cannot use run record ${run.digest} of stage "${owner.stage}": it has no "${owner.path}"; expected every output of its key`,
    )
  }

  async #inside(whole: Output, owner: Owner, path: string, stage: Stage): Promise<Output> {
    if (path === owner.path) return whole
    const entry = await this.#input.data.entry(whole, path.slice(owner.path.length + 1))
    if (entry) return entry
    const maker = owner.by === 'stage' ? `which stage "${owner.stage}" makes` : 'which is versioned data'
    throw unknownDep(
      stage,
      path,
      `"${owner.path}", ${maker}, has no such entry`,
      'a path inside it',
      undefined,
    )
  }

  #inGit(path: string, except: readonly string[], stage: Stage): ResolvedDep | undefined {
    const { tree } = this.#input
    const file = tree.file(path)
    if (file) return { path, id: gitFileId(file), input: undefined }
    const held = except.map((each) => each.slice(path.length + 1))
    const files = tree
      .under(path)
      .filter((each) => !held.some((name) => each.path === name || each.path.startsWith(`${name}/`)))
    if (files.length > 0) return { path, id: gitDirectoryId(files), input: undefined }
    // The folder is made of outputs and data alone.
    if (except.length > 0) return undefined
    throw this.#unknownPath(path, stage)
  }

  #pointer(target: string, stage: Stage): Promise<Pointer> {
    const before = this.#pointers.get(target)
    if (before) return before
    const file = `${target}${POINTER_SUFFIX}`
    const read = this.#input.tree.readText(file).then((text) => {
      if (text !== undefined) return parsePointer(text, file)
      throw pipelineError(
        'pipeline/dep-unknown',
        `Cannot use "${target}" for stage "${stage.name}": it is versioned data and its pointer "${file}" is not in Git; expected the pointer`,
        { hint: `Run \`slipway data add ${target}\`` },
      )
    })
    this.#pointers.set(target, read)
    return read
  }

  #unknownPath(path: string, stage: Stage) {
    const { tree, project } = this.#input
    if (tree.file(`${path}${POINTER_SUFFIX}`)) {
      return pipelineError(
        'pipeline/dep-unknown',
        `Cannot use "${path}" for stage "${stage.name}": it has a pointer, and "data" of slipway.yaml does not name it; expected it there`,
        { hint: `Add "${path}" to "data" in slipway.yaml` },
      )
    }
    const outputs = [...project.stages.values()].flatMap(outputsOf)
    const nearest = nearestPath(path, [...outputs, ...project.data, ...tree.paths()])
    return unknownDep(
      stage,
      path,
      'it is not in Git (ignored, or not there)',
      'a path in Git, versioned data, or an output of a stage',
      nearest,
    )
  }
}

function unknownDep(
  stage: Stage,
  path: string,
  found: string,
  expected: string,
  nearest: string | undefined,
) {
  return pipelineError(
    'pipeline/dep-unknown',
    `Cannot use "${path}" for stage "${stage.name}": ${found}; expected ${expected}`,
    { hint: nearest === undefined ? 'Look at "deps" in slipway.yaml' : `Did you mean "${nearest}"?` },
  )
}
