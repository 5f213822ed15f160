import type { Outcome } from '../../packages/core/src/index.ts'

/** Counts outcomes over replications and holds them against their levels. */
export class Tally {
  readonly #replications: number
  readonly #counts = new Map<string, number>()

  constructor(replications: number) {
    this.#replications = replications
  }

  add(outcome: Outcome): void {
    this.#counts.set(outcome, (this.#counts.get(outcome) ?? 0) + 1)
  }

  /** Share of replications; "passed" is better or non-inferior. */
  share(outcome: Outcome | 'passed'): number {
    const count = (name: string) => this.#counts.get(name) ?? 0
    return (
      (outcome === 'passed' ? count('better') + count('non-inferior') : count(outcome)) / this.#replications
    )
  }

  /** Prints one line; three Monte-Carlo standard errors above a level is a failure of the process. */
  report(what: string, levels: readonly { outcome: Outcome | 'passed'; most: number }[]): void {
    const percent = (share: number) => `${(100 * share).toFixed(2)} %`
    const parts = levels.map(({ outcome, most }) => {
      const share = this.share(outcome)
      const isAbove = share > most + 3 * Math.sqrt((most * (1 - most)) / this.#replications)
      if (isAbove) process.exitCode = 1
      return `${outcome} ${percent(share)} (at most ${percent(most)})${isAbove ? ' FAILS' : ''}`
    })
    const all = Array.from(this.#counts, ([name, count]) => `${name} ${percent(count / this.#replications)}`)
    console.log(`${what.padEnd(62)} ${parts.join(', ')}   [${all.sort().join(', ')}]`)
  }
}
