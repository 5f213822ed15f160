import { compile } from 'vega-lite'
import { CHART_SPECS, type ChartName, chartSpec } from './chart-specs.ts'

/** Path, below the repository's root, of what is compiled. */
export const COMPILED_CHARTS = 'packages/report/src/charts/generated/charts.json'

/**
 * Compiles the Vega-Lite specifications to Vega, as the text of the file that the report draws from. Vega-Lite is needed here
 * only; the programs that people download carry Vega alone.
 */
export function compileCharts(): string {
  const compiled = (Object.keys(CHART_SPECS) as ChartName[]).map((name) => [
    name,
    compile(chartSpec(name), { logger: silent }).spec,
  ])
  return `${JSON.stringify(Object.fromEntries(compiled), undefined, 1)}\n`
}

/** Complains only of what a test sees in the picture anyway. */
const silent = {
  level: () => silent,
  error: (...message: readonly unknown[]) => {
    throw new Error(message.join(' '))
  },
  warn: () => silent,
  info: () => silent,
  debug: () => silent,
}
