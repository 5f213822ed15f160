import type { MatrixEntry, PlannedStage, Waves } from './plan.ts'

/**
 * Spreads the stages that are not known over runners. Stages with `runs-on` go into the matrix; what they wait for runs
 * before, the rest after. Matrix stages that depend on one another, directly or through others, share one entry with
 * what lies between them.
 */
export function planWaves(planned: readonly PlannedStage[]): Waves {
  const stages = planned.filter((each) => each.state !== 'known')
  const upstream = transitiveNeeds(stages)
  // To choose among variants takes no machine of a special kind.
  const special = stages.filter(({ stage }) => stage.runsOn !== undefined && !stage.sweep)
  const isAbove = (above: PlannedStage, below: PlannedStage) =>
    upstream.get(below.stage.name)?.has(above.stage.name) === true
  const feeds = stages.filter((each) => special.some((one) => isAbove(each, one)))
  const follows = new Set(stages.filter((each) => special.some((one) => isAbove(one, each))))
  const isSpecial = new Set(special)

  const before = feeds.filter((each) => !follows.has(each) && !isSpecial.has(each))
  const inside = stages.filter((each) => isSpecial.has(each) || (follows.has(each) && feeds.includes(each)))
  const outside = new Set([...before, ...inside])
  return {
    before: before.map(nameOf),
    matrix: components(inside, isAbove).reduce(bundled, []).map(matrixEntry),
    after: stages.filter((each) => !outside.has(each)).map(nameOf),
  }
}

const nameOf = (planned: PlannedStage) => planned.stage.name

/** All stages among these that each one waits for, directly or not. */
function transitiveNeeds(stages: readonly PlannedStage[]): ReadonlyMap<string, ReadonlySet<string>> {
  const upstream = new Map<string, Set<string>>()
  for (const { stage, needs } of stages) {
    const all = new Set<string>()
    for (const need of needs) {
      const above = upstream.get(need)
      if (!above) continue
      all.add(need)
      for (const name of above) all.add(name)
    }
    upstream.set(stage.name, all)
  }
  return upstream
}

/** Groups of stages that are connected by "is above", each in the given order. */
function components(
  stages: readonly PlannedStage[],
  isAbove: (above: PlannedStage, below: PlannedStage) => boolean,
): PlannedStage[][] {
  let groups: PlannedStage[][] = []
  for (const stage of stages) {
    const touches = (group: readonly PlannedStage[]) => group.some((other) => isAbove(other, stage))
    const joined = groups.filter(touches).flat()
    groups = [...groups.filter((group) => !touches(group)), [...joined, stage]]
  }
  const position = new Map(stages.map((stage, index) => [stage, index]))
  const at = (stage: PlannedStage | undefined) => (stage ? (position.get(stage) ?? 0) : 0)
  for (const group of groups) group.sort((a, b) => at(a) - at(b))
  return groups.sort((a, b) => at(a[0]) - at(b[0]))
}

/** Variants of one sweep share as many jobs as it may have, in turn. */
function bundled(groups: PlannedStage[][], group: PlannedStage[]): PlannedStage[][] {
  const variant = group[0]?.stage.variant
  if (!variant || group.length > 1) return [...groups, group]
  const others = groups.filter((each) => each[0]?.stage.variant?.of === variant.of)
  const all = others.reduce((count, each) => count + each.length, 0)
  const room = others.length < variant.jobs ? undefined : others[all % variant.jobs]
  if (!room) return [...groups, group]
  return groups.map((each) => (each === room ? [...each, ...group] : each))
}

function matrixEntry(stages: readonly PlannedStage[]): MatrixEntry {
  return {
    name: stages.map(nameOf).join(', '),
    stages: stages.map(nameOf),
    runsOn: [...new Set(stages.flatMap(({ stage }) => stage.runsOn ?? []))],
  }
}
