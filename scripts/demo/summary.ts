import type { Narrator } from './narrator.ts'
import type { PullResult, Released } from './story.ts'

/** What happened, in the order of the story. */
export interface Play {
  readonly pulls: readonly PullResult[]
  readonly first: { readonly tag: string; readonly digest: string }
  readonly release: Released
  /** What the rollback gave the stage back to. */
  readonly back: { readonly version: string; readonly digest: string }
  /** Address of the repository's page. */
  readonly page: string
}

/** The play as `demo/summary.json`. */
export function summaryOf({ pulls, first, release, back, page }: Play, narrator: Narrator): object {
  return {
    pulls: pulls.map(({ reason: _, reviewed: __, runId: ___, ...pull }) => pull),
    release: { tag: release.tag, digest: release.digest },
    reviewed: { run_key: release.runKey, digest: release.reviewed },
    served: [
      { version: versionOf(first.tag), digest: first.digest },
      { version: versionOf(release.tag), digest: release.digest },
      { version: back.version, digest: back.digest },
    ],
    release_run: { id: release.runId, stages_executed: release.executed },
    steps: narrator.steps,
    seconds: narrator.seconds,
    page,
  }
}

const versionOf = (tag: string) => tag.slice(tag.indexOf('@') + 1)

/** The table at the end. */
export function tellSummary({ pulls, first, release, back }: Play, narrator: Narrator): void {
  narrator.plain('\nWhat the bot said:')
  for (const { number, title, outcome, fork, check } of pulls) {
    const word = fork ? `claim: ${outcome}` : String(outcome)
    narrator.plain(
      `  #${number}  ${word.padEnd(14)} ${check.padEnd(16)} ${title.replace(/[<>@]/g, ' ').slice(0, 60)}`,
    )
  }
  const short = (digest: string) => digest.slice(0, 15)
  narrator.plain(
    [
      '',
      `  reviewed, released as ${release.tag}, served   ${short(release.reviewed)}  ${short(release.digest)}  ${short(release.digest)}`,
      `  stages that the release workflow ran   ${release.executed}`,
      `  rolled back to ${back.version}   ${short(back.digest)}, as ${first.tag} has it`,
      '',
      `  ${narrator.seconds.toFixed(0)} s in all; demo/summary.json, demo/pages/`,
    ].join('\n'),
  )
}

/** What must hold for the story to be true; the first that does not. */
export function brokenPromise({ pulls, first, release, back }: Play): string | undefined {
  const outcomes: Readonly<Record<string, readonly string[]>> = {
    better: ['better'],
    small: ['non-inferior', 'cannot-tell'],
    categories: ['worse'],
    fork: ['worse'],
  }
  for (const { name, number, outcome } of pulls)
    if (!outcomes[name]?.includes(outcome ?? ''))
      return `#${number} (${name}) is ${outcome}; expected ${outcomes[name]?.join(' or ')}`
  if (release.digest !== release.reviewed)
    return `${release.digest} was released, and ${release.reviewed} reviewed`
  if (release.executed > 0) return `the release workflow ran ${release.executed} stages; expected none`
  if (back.digest !== first.digest) return `the rollback serves ${back.digest}; expected ${first.digest}`
  return undefined
}
