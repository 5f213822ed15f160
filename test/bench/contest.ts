import type { Row } from './benchmark.ts'

export interface Contestant {
  readonly label: string
  /** Measured rounds, for contestants that take too long for all of them. */
  readonly rounds?: number
  /** Brings everything to where the clock may start. */
  prepare?(): Promise<void> | void
  /** @returns what was measured */
  run(): Promise<number>
}

export interface ContestOptions {
  readonly rounds?: number
  readonly warmUps?: number
  readonly say: (line: string) => void
}

/**
 * Lets contestants take turns, so that a machine which slows down slows all of them: each round runs every one once. The
 * first rounds only warm up; a contestant with one round has none to spare for that.
 */
export async function contest(
  contestants: readonly Contestant[],
  { rounds = 5, warmUps = 1, say }: ContestOptions,
): Promise<readonly Row[]> {
  const samples = new Map(contestants.map(({ label }) => [label, [] as number[]]))
  for (let round = -warmUps; round < rounds; round++) {
    say(round < 0 ? 'warm-up' : `round ${round + 1} of ${rounds}`)
    for (const contestant of contestants) {
      const wanted = contestant.rounds ?? rounds
      if (round >= wanted || (round < 0 && wanted === 1)) continue
      await contestant.prepare?.()
      const value = await contestant.run()
      if (round >= 0) samples.get(contestant.label)?.push(value)
    }
  }
  return contestants.map(({ label }) => ({ label, samples: samples.get(label) ?? [] }))
}
