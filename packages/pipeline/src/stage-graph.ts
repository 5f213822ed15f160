import { nearestName, type Project, type Stage } from '@slipway/core'
import { pipelineError } from './error.ts'
import type { PathOwners } from './path-owners.ts'

/** Which stage waits for which. */
export class StageGraph {
  /** In topological order; independent stages as in the project file. */
  readonly order: readonly Stage[]
  readonly #needs = new Map<string, readonly string[]>()
  readonly #stages: readonly Stage[]

  /** @throws pipeline/cycle */
  constructor(project: Project, owners: PathOwners) {
    this.#stages = [...project.stages.values()]
    for (const stage of this.#stages) {
      const variants = this.variantsOf(stage.name).map(({ name }) => name)
      this.#needs.set(stage.name, [...owners.needsOf(stage), ...variants])
    }
    const order: Stage[] = []
    const state = new Map<string, 'open' | 'done'>()
    const visit = (stage: Stage, trail: readonly string[]): void => {
      if (state.get(stage.name) === 'done') return
      if (state.get(stage.name) === 'open') throw cycle([...trail, stage.name])
      state.set(stage.name, 'open')
      for (const name of this.needsOf(stage.name)) {
        const need = project.stages.get(name)
        if (need) visit(need, [...trail, stage.name])
      }
      state.set(stage.name, 'done')
      order.push(stage)
    }
    for (const stage of project.stages.values()) visit(stage, [])
    this.order = order
  }

  /** The variants of a swept stage; none of another. */
  variantsOf(stage: string): readonly Stage[] {
    return this.#stages.filter(({ variant }) => variant?.of === stage)
  }

  needsOf(stage: string): readonly string[] {
    return this.#needs.get(stage) ?? []
  }

  /**
   * The named stages and all that they depend on, in order; all stages when none is named.
   * @throws pipeline/stage-unknown
   */
  select(targets: readonly string[] | undefined): readonly Stage[] {
    if (targets === undefined || targets.length === 0) return this.order
    const wanted = new Set<string>()
    const add = (name: string): void => {
      if (wanted.has(name)) return
      wanted.add(name)
      for (const need of this.needsOf(name)) add(need)
    }
    for (const target of targets) {
      if (!this.#needs.has(target)) throw unknown(target, [...this.#needs.keys()])
      add(target)
    }
    return this.order.filter((stage) => wanted.has(stage.name))
  }
}

function cycle(trail: readonly string[]) {
  const names = trail.slice(trail.indexOf(trail.at(-1) ?? ''))
  return pipelineError(
    'pipeline/cycle',
    `Cannot order the stages: ${names.join(' waits for ')}; expected stages that do not wait for themselves`,
    { hint: 'A folder among the deps counts as every output inside it' },
  )
}

function unknown(target: string, names: readonly string[]) {
  const nearest = nearestName(target, names)
  return pipelineError(
    'pipeline/stage-unknown',
    `Cannot find stage "${target}": slipway.yaml has no such stage; expected ${names.length > 0 ? names.join(', ') : 'one under stages:'}`,
    nearest === undefined ? {} : { hint: `Did you mean "${nearest}"?` },
  )
}
