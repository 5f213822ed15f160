import { type Output, outputsOf, type Project, type Stage } from '@slipway/core'
import { pipelineError } from './error.ts'

/** Who holds a path: the stage that writes it, versioned data, or an output that was put in a stage's place. */
export type Owner =
  | { readonly by: 'stage'; readonly path: string; readonly stage: string }
  | { readonly by: 'data'; readonly path: string }
  | { readonly by: 'substitute'; readonly path: string; readonly output: Output }

/** What a dependency is made of: a path that an owner holds, or files in Git. */
export type DepPart =
  | { readonly owner: Owner; readonly path: string }
  | {
      readonly owner: undefined
      readonly path: string
      /** Paths below it that an owner holds: they are no part of the folder in Git. */
      readonly except: readonly string[]
    }

/** Who holds which path of a project, and so what its dependencies are made of. */
export class PathOwners {
  readonly #byPath = new Map<string, Owner>()
  readonly #parts = new Map<string, readonly DepPart[]>()
  readonly #substituted: readonly string[]

  /** @throws pipeline/substitute-impossible for a substitute that no stage makes */
  constructor(project: Project, substitute: Readonly<Record<string, Output>> = {}) {
    for (const path of project.data) this.#byPath.set(path, { by: 'data', path })
    for (const stage of project.stages.values()) {
      // What a variant writes becomes the stage's when it is the best.
      if (stage.variant) continue
      for (const path of outputsOf(stage)) this.#byPath.set(path, { by: 'stage', path, stage: stage.name })
    }
    this.#substituted = Object.keys(substitute)
    for (const path of this.#substituted) {
      if (this.ownerOf(path)?.by !== 'stage')
        throw impossible(path, 'no stage makes it', 'an output of a stage, or a path inside one')
    }
    for (const [path, output] of Object.entries(substitute))
      this.#byPath.set(path, { by: 'substitute', path, output })
  }

  /** Who holds the path or the nearest folder around it. */
  ownerOf(path: string): Owner | undefined {
    for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
      const owner = this.#byPath.get(path.slice(0, end))
      if (owner) return owner
    }
    return undefined
  }

  /**
   * What a dependency stands for. A folder around outputs or data stands for each of them under its own path, and for
   * what is in Git beside them under the folder's path.
   * @throws pipeline/substitute-impossible where a substitute lies inside a tree that is read as a whole
   */
  partsOf(dep: string): readonly DepPart[] {
    const parts = this.#parts.get(dep) ?? this.#split(dep)
    this.#parts.set(dep, parts)
    return parts
  }

  #split(dep: string): readonly DepPart[] {
    const owner = this.ownerOf(dep)
    if (owner) return [this.#part(owner, dep)]
    const below = [...this.#byPath.values()].filter(({ path }) => path.startsWith(`${dep}/`))
    const except = below.map(({ path }) => path)
    return [...below.map((each) => this.#part(each, each.path)), { owner: undefined, path: dep, except }]
  }

  /** The stages whose outputs the stage reads, each once. */
  needsOf(stage: Stage): readonly string[] {
    const owners = stage.deps.flatMap((dep) => this.partsOf(dep)).map(({ owner }) => owner)
    return [...new Set(owners.flatMap((owner) => (owner?.by === 'stage' ? [owner.stage] : [])))]
  }

  /** A path inside this one that holds a substitute, if any. */
  substituteInside(path: string): string | undefined {
    return this.#substituted.find((each) => each.startsWith(`${path}/`))
  }

  #part(owner: Owner, path: string): DepPart {
    const inside = this.substituteInside(path)
    if (owner.by === 'stage' && inside !== undefined)
      throw impossible(inside, `"${path}" is read as a whole`, 'a dependency on that path alone')
    return { owner, path }
  }
}

function impossible(path: string, found: string, expected: string) {
  return pipelineError(
    'pipeline/substitute-impossible',
    `Cannot put another file in place of "${path}": ${found}; expected ${expected}`,
    { hint: `Let the stage depend on "${path}" itself` },
  )
}
