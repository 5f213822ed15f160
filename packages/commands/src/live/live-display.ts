import type { LiveNews } from '@slipway/pipeline'
import { type LiveStage, numberText, renderLiveSummary } from '@slipway/report'
import type { Progress } from '../context.ts'
import type { StageMeter } from '../telemetry/stage-meter.ts'
import { renderLiveLine } from './render-live-line.ts'

/** Shows running stages: a line, and where there is a page for it, the page again and again. */
export class LiveDisplay {
  readonly #progress: Progress
  readonly #draw: ((markdown: string) => void) | undefined
  readonly #stages = new Map<string, string>()
  #meter: StageMeter | undefined

  /** @param draw takes all of the page each time, and decides itself how often it writes it */
  constructor(progress: Progress, draw: ((markdown: string) => void) | undefined) {
    this.#progress = progress
    this.#draw = draw
  }

  /** What the stage that runs now is measured by. */
  measures(meter: StageMeter | undefined): void {
    this.#meter = meter
  }

  show(news: LiveNews): void {
    this.#show(this.#stageOf(news))
  }

  #stageOf({ stage, series, progress }: LiveNews): LiveStage {
    return { stage, series, progress: progress ?? null, gpus: this.#meter?.latest ?? [] }
  }

  #show(stage: LiveStage): void {
    this.#progress.status?.(renderLiveLine(stage, numberText))
    if (!this.#draw) return
    this.#stages.set(stage.stage, renderLiveSummary(stage))
    this.#draw([...this.#stages.values()].join('\n\n'))
  }
}
