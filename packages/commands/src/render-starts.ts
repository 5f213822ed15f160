import { escapeMarkdown, type RunStart } from '@slipway/core'
import type { StageResult } from '@slipway/pipeline'

/** What of a run has to be known for its story. */
type ToldRun = Pick<StageResult, 'stage' | 'state' | 'run'>

/**
 * How stages that took several starts came to their end, as Markdown: where each start ran, how long it waited for its
 * machine, from which checkpoint it went on, and how it ended. Empty where one start was enough everywhere.
 */
export function renderStarts(results: readonly ToldRun[]): string {
  return results
    .flatMap(({ stage, state, run }) => {
      const { starts, timing, gpu_seconds } = run.record
      if (state !== 'ran' || !starts) return []
      const gpu = gpu_seconds > 0 ? `, ${span(gpu_seconds)} of GPU time` : ''
      return [
        `### ${escapeMarkdown(stage)}: ${starts.length} starts`,
        '',
        `${span(timing.seconds)} of work in all${gpu}.`,
        '',
        '| Start | Runner | Waited | Went on from | Worked | Ended |',
        '|---:|---|---:|---|---:|---|',
        ...starts.map((start, index) => lineOf(start, starts[index - 1], index + 1)),
        '',
      ]
    })
    .join('\n')
}

function lineOf(start: RunStart, before: RunStart | undefined, number: number): string {
  const { producer, runner, seconds, resumed, ended } = start
  const where = producer
    ? `${escapeMarkdown(runner)}, run ${producer.run_id} (${producer.run_attempt})`
    : escapeMarkdown(runner)
  const waited = before ? span(Math.max(0, secondsBetween(before, start))) : ''
  const from = resumed ? `checkpoint ${resumed.seq} of ${resumed.domain}` : 'nothing'
  return `| ${number} | ${where} | ${waited} | ${from} | ${span(seconds)} | ${ended} |`
}

/** From the end of one start, as far as it is known, to the start of the next. */
function secondsBetween(before: RunStart, after: RunStart): number {
  return (Date.parse(after.started) - Date.parse(before.started)) / 1000 - before.seconds
}

/** "42 s", "3 min", "5 h 20 min". */
function span(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
