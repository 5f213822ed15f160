import { type Digest, type Json, type KeyPreimage, outputsOf, runKey, type Stage } from '@slipway/core'
import { DepResolver, type ResolvedDep } from './dep-resolver.ts'
import { explainKey } from './explain-key.ts'
import { ParamReader } from './param-reader.ts'
import { PathOwners } from './path-owners.ts'
import type { PlannedStage, StageInput } from './plan.ts'
import type { FoundRun, PlanInput } from './plan-input.ts'
import { StageGraph } from './stage-graph.ts'
import { withVariant } from './variant-params.ts'

/** Plans stages one by one, in an order in which each comes after those that it needs. */
export class Planner {
  readonly graph: StageGraph
  /** The stages asked for, with all that they depend on, in order. */
  readonly selected: readonly Stage[]
  readonly #input: PlanInput
  readonly #owners: PathOwners
  readonly #params: ParamReader
  readonly #deps: DepResolver
  readonly #runs = new Map<string, FoundRun>()

  /** @throws pipeline/cycle, pipeline/stage-unknown, pipeline/substitute-impossible */
  constructor(input: PlanInput) {
    this.#input = input
    this.#owners = new PathOwners(input.project, input.substitute)
    this.graph = new StageGraph(input.project, this.#owners)
    this.selected = this.graph.select(input.targets)
    this.#params = new ParamReader(input.tree)
    this.#deps = new DepResolver(input, this.#owners, this.#runs)
  }

  /** From now on the stage's outputs are those of this run. */
  settle(stage: string, run: FoundRun): void {
    this.#runs.set(stage, run)
  }

  /** @throws pipeline/dep-unknown, pipeline/param-unknown, pipeline/params-invalid, core/pointer-invalid */
  async plan(stage: Stage): Promise<PlannedStage> {
    const needs = this.graph.needsOf(stage.name)
    const parts = stage.deps.flatMap((dep) => this.#owners.partsOf(dep))
    const resolved: ResolvedDep[] = []
    for (const part of parts) {
      const one = await this.#deps.resolve(part, stage)
      if (one) resolved.push(one)
    }
    const params = this.#withoutSwept(stage, withVariant(await this.#params.read(stage), stage.variant))
    const waits = resolved.flatMap((one) => ('waits' in one ? [one.waits] : []))
    if (waits.length > 0) {
      const reasons = [...new Set(waits)].map((text) => `waits for ${text}`)
      return {
        stage,
        needs,
        state: 'pending',
        key: null,
        preimage: null,
        run: undefined,
        reasons,
        inputs: [],
      }
    }
    const ready = resolved.flatMap((one) => ('waits' in one ? [] : [one]))
    const sweep = await this.#sweepOf(stage)
    const preimage: KeyPreimage = {
      schema: 'slipway.run-key/v1',
      cmd: stage.cmd,
      wdir: stage.wdir,
      deps: Object.fromEntries(ready.map(({ path, id }) => [path, id])),
      params,
      env: stage.env,
      outs: outputsOf(stage),
      ...stopOf(stage),
      ...sweep,
    }
    const inputs = ready.flatMap(({ input }) => (input ? [input] : []))
    return this.#look(stage, preimage, { needs, inputs: onePerPath(inputs) })
  }

  /** A swept stage has no value of its own for what its variants set. */
  #withoutSwept({ name }: Stage, params: Readonly<Record<string, Json>>): Readonly<Record<string, Json>> {
    const swept = new Set(
      this.graph.variantsOf(name).flatMap(({ variant }) => Object.keys(withVariant({}, variant))),
    )
    return Object.fromEntries(Object.entries(params).filter(([param]) => !swept.has(param)))
  }

  /** What was tried, by the keys of the variants: they wait for nothing that the stage itself does not wait for. */
  async #sweepOf({ name, sweep: rule }: Stage): Promise<Pick<KeyPreimage, 'sweep'>> {
    if (!rule) return {}
    const { metric, direction, to, predictions = null } = rule
    const variants: Record<string, Digest> = {}
    for (const variant of this.graph.variantsOf(name)) {
      const { key } = await this.plan(variant)
      if (key) variants[variant.variant?.label ?? variant.name] = key
    }
    return { sweep: { variants, metric, direction, to, predictions } }
  }

  /** A stage whose key is certain: known, or stale and why. */
  async #look(
    stage: Stage,
    preimage: KeyPreimage,
    rest: Pick<PlannedStage, 'needs' | 'inputs'>,
  ): Promise<PlannedStage> {
    const { runs, previous, again, targets } = this.#input
    const key = runKey(preimage)
    const run = await runs.findRun(key)
    if (run) this.settle(stage.name, run)
    const asked = [stage.name, stage.variant?.of].some(
      (name) => name !== undefined && targets?.includes(name),
    )
    const repeat = again === true && (targets === undefined || targets.length === 0 || asked)
    if (run && !repeat) return { stage, key, preimage, state: 'known', reasons: [], run, ...rest }
    if (run) return { stage, key, preimage, state: 'stale', reasons: ['asked to run again'], run, ...rest }
    const before = await previous?.(stage.name)
    const changes = before ? explainKey(before, preimage) : []
    const reasons =
      changes.length > 0 ? changes : [previous && !before ? 'never run here' : 'no run of this key']
    return { stage, key, preimage, state: 'stale', reasons, run: undefined, ...rest }
  }
}

/** What ends a stage early decides what it makes. */
function stopOf({ stop, live }: Stage): Pick<KeyPreimage, 'stop'> {
  if (!stop) return {}
  const { minDelta, ...rule } = stop
  return { stop: { ...rule, min_delta: minDelta, live: live?.paths ?? [] } }
}

function onePerPath(inputs: readonly StageInput[]): readonly StageInput[] {
  return [...new Map(inputs.map((input) => [input.path, input])).values()]
}
