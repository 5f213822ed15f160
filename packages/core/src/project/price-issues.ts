import { budgetOf, GPU_HOURS, pricesOf, priceTexts, tryParseAmount } from './prices.ts'
import type { Report } from './rule-issues.ts'
import type { ProjectFile } from './schema.ts'

/** What prices and budget can get wrong: two currencies, and money without prices. */
export function checkPrices(file: ProjectFile, report: Report): void {
  const currency = pricesOf(file.prices)?.currency
  for (const { path, text } of file.prices ? priceTexts(file.prices) : []) {
    if (tryParseAmount(text)?.unit !== currency)
      report(['prices', ...path], `"${text}" beside prices in ${currency}`, 'one currency for all prices')
  }
  const budget = budgetOf(file.budget)
  if (!budget || budget.unit === GPU_HOURS || budget.unit === currency) return
  report(
    ['budget', 'pull-request'],
    `"${file.budget?.['pull-request']}", and ${currency ? `prices in ${currency}` : 'no prices'}`,
    `prices in ${budget.unit}, or GPU-hours as "8 GPU-h"`,
  )
}
