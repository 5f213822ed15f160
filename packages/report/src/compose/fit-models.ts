import type { Block } from '../document/document.ts'
import type { ModelReport, Report } from '../report.ts'
import { composeModel } from './compose-model.ts'
import { orderedModels } from './compose-report.ts'
import { DETAILS } from './detail.ts'

interface Part {
  readonly model: ModelReport
  readonly level: number
  readonly text: string
}

export interface Fitted {
  readonly text: string
  /** True where something was left out. */
  readonly shortened: boolean
}

/**
 * Writes every model's part so that all of them keep within a size: the longest part gives way first, step by step down to its
 * verdict and reason; only when all are there do the least urgent models lose their part. Never longer than the limit.
 */
export function fitModels(
  report: Report,
  limit: number,
  render: (blocks: readonly Block[]) => string,
  richest: number,
): Fitted {
  const write = (model: ModelReport, level: number): Part => ({
    model,
    level,
    text: render(composeModel(model, report, DETAILS[level] ?? DETAILS[0])),
  })
  const parts = orderedModels(report).map((model) => write(model, richest))
  const total = () => parts.reduce((sum, { text }) => sum + text.length + SEPARATOR.length, 0)
  let shortened = false
  while (total() > limit && parts.length > 0) {
    shortened = true
    const longest = longestThatCanGiveWay(parts)
    const part = longest === undefined ? undefined : parts[longest]
    if (longest === undefined || !part) parts.pop()
    else parts[longest] = write(part.model, part.level + 1)
  }
  return { text: parts.map(({ text }) => text).join(SEPARATOR), shortened }
}

const SEPARATOR = '\n\n'

function longestThatCanGiveWay(parts: readonly Part[]): number | undefined {
  let found: number | undefined
  for (const [index, { level, text }] of parts.entries()) {
    if (level === DETAILS.length - 1) continue
    if (found === undefined || text.length > (parts[found]?.text.length ?? 0)) found = index
  }
  return found
}
