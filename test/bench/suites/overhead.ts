import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openWorld } from '../../e2e/world/open-world.ts'
import type { World } from '../../e2e/world/world.ts'
import type { Benchmark, Row } from '../benchmark.ts'
import { median } from '../median.ts'

const ROUNDS = 7
const BRANCH = 'known'

export const overhead: Benchmark = {
  name: 'overhead',
  title: "The toolkit's own time in a pull request",
  run: async ({ say }) => {
    const world = await openWorld()
    try {
      const number = await world.judgedPull(BRANCH, { model: 'better' })
      const rounds: ReadonlyMap<string, number>[] = []
      for (let round = 0; round <= ROUNDS; round++) {
        say(round === 0 ? 'warm-up' : `round ${round} of ${ROUNDS}`)
        const seen = new Set((await world.runs()).map(({ id }) => id))
        await world.pushMore(BRANCH, (folder) => writeFileSync(join(folder, 'NOTES.md'), `round ${round}\n`))
        await world.settle()
        const times = await stepTimes(world, seen)
        if (round > 0) rounds.push(times)
      }
      const conclusions = await world.checkConclusions(number)
      if (conclusions.delay !== 'success') throw new Error(`the report says ${conclusions.delay}`)
      return findings(rounds)
    } finally {
      await world.close()
    }
  },
}

/** Milliseconds by action, over the runs that are not in the set. */
async function stepTimes(world: World, before: ReadonlySet<number>): Promise<ReadonlyMap<string, number>> {
  const times = new Map<string, number>()
  for (const { id, conclusion, name } of await world.runs()) {
    if (before.has(id)) continue
    if (conclusion !== 'success') throw new Error(`${name} ended with ${conclusion}`)
    const path = `/repos/${world.name}/actions/runs/${id}/jobs`
    const { jobs } = await world.ada.api<{ jobs: { steps: Step[] }[] }>('GET', path)
    for (const { name: step, started_at, completed_at } of jobs.flatMap(({ steps }) => steps)) {
      const action = /slipway\/actions\/([a-z]+)@/.exec(step)?.[1]
      if (action === undefined || !started_at || !completed_at) continue
      const spent = Date.parse(completed_at) - Date.parse(started_at)
      times.set(action, (times.get(action) ?? 0) + spent)
    }
  }
  return times
}

interface Step {
  readonly name: string
  readonly started_at: string | null
  readonly completed_at: string | null
}

function findings(rounds: readonly ReadonlyMap<string, number>[]) {
  const actions = [...(rounds[0]?.keys() ?? [])]
  const all: Row = {
    label: 'all of them',
    samples: rounds.map((times) => [...times.values()].reduce((sum, spent) => sum + spent, 0) / 1000),
  }
  const rows = actions.map((action) => ({
    label: `\`${action}\``,
    samples: rounds.map((times) => (times.get(action) ?? 0) / 1000),
  }))
  return {
    method:
      'A push to a pull request whose stages are all known, on the stand-in GitHub: the steps of `slipway-pull-request.yml` and `slipway-report.yml` that use our actions, their post steps with them. That is: verify the data, plan, restore three stages, put the artifact together and upload it, save the cache; then download it, check it, judge, write the verdict, the report in HTML, one comment, one check. Checkout and the set-up of Python are not ours. The times are those of the steps in the API.',
    tables: [{ caption: 'steps', unit: 's' as const, plain: true, rows: [all, ...rows] }],
    targets: [
      {
        what: 'all of them',
        relation: 'at most' as const,
        limit: 3,
        measured: median(all.samples),
        unit: 's' as const,
      },
    ],
    notes: [],
  }
}
