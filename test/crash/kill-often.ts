import { KilledProject, newLengths, type Verb } from './killed-project.ts'

/** A new project after so many versions: a long history makes every look at it slower. */
const VERSIONS = 6

export interface KilledOften {
  readonly kills: Readonly<Record<Verb, number>>
  readonly wrong: readonly string[]
}

/** Lives the lives of projects, two at a time, until so many commands were killed. */
export async function killOften(points: number, seed: number): Promise<KilledOften> {
  const kills: Record<Verb, number> = { add: 0, push: 0, pull: 0, gc: 0 }
  const lengths = newLengths()
  const wrong: string[] = []
  let lives = 0
  const live = async () => {
    while (sum(kills) < points && wrong.length === 0) {
      const life = seed + lives++
      using project = new KilledProject(life, lengths)
      for (let left = VERSIONS; left > 0 && sum(kills) < points; left--) {
        wrong.push(...(await project.live()).map((each) => `life ${life}: ${each}`))
        for (const verb of Object.keys(kills) as Verb[]) kills[verb] += project.kills[verb]
        project.kills = { add: 0, push: 0, pull: 0, gc: 0 }
      }
    }
  }
  await Promise.all([live(), live()])
  return { kills, wrong }
}

export function sum(kills: Readonly<Record<Verb, number>>): number {
  return Object.values(kills).reduce((all, each) => all + each, 0)
}
