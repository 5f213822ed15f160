import * as z from 'zod'

/** What machines and energy cost, all in one currency. */
export interface Prices {
  /** ISO 4217: "EUR". */
  readonly currency: string
  /** Per GPU and hour, by a label of `runs-on` or by a part of the GPU's name. */
  readonly gpu: Readonly<Record<string, number>>
  /** Per machine and hour, by a label of `runs-on`. */
  readonly runner: Readonly<Record<string, number>>
  /** Per kWh that the GPUs took; undefined where the prices hold it already. */
  readonly energy: number | undefined
}

/** What one pull request may use before a person is asked. */
export interface Budget {
  readonly limit: number
  /** A currency, or GPU-h. */
  readonly unit: string
  /** Environment whose reviewers approve more; undefined where more is refused. */
  readonly environment: string | undefined
}

/** An amount and its unit: `2.5 EUR/h`. */
export interface Amount {
  readonly value: number
  readonly unit: string
}

export const GPU_HOURS = 'GPU-h'
const AMOUNT = /^([0-9]+(?:\.[0-9]+)?) ?([A-Z]{3}|GPU-h)(?:\/(h|kWh))?$/

/** Reads `2.5 EUR/h`, `0.30 EUR/kWh`, `20 EUR`, `8 GPU-h`; undefined for what is none of them. */
export function tryParseAmount(text: string): (Amount & { readonly per: string | undefined }) | undefined {
  const [, value, unit, per] = AMOUNT.exec(text) ?? []
  return unit === undefined ? undefined : { value: Number(value), unit, per }
}

const zPer = (per: 'h' | 'kWh', example: string) =>
  z
    .string()
    .refine((text) => {
      const amount = tryParseAmount(text)
      return amount?.per === per && amount.unit !== GPU_HOURS
    }, `expected a price like "${example}"`)
    .meta({ examples: [example] })

export const zPrices = z.strictObject({
  gpu: z
    .record(z.string().min(1).max(100), zPer('h', '2.5 EUR/h'))
    .default({})
    .describe('Per GPU and hour, by a label of `runs-on` or by a part of the name of the GPU.'),
  runner: z
    .record(z.string().min(1).max(100), zPer('h', '0.4 EUR/h'))
    .default({})
    .describe('Per machine and hour, by a label of `runs-on`; on top of its GPUs.'),
  energy: zPer('kWh', '0.30 EUR/kWh')
    .optional()
    .describe('Energy of the GPUs; on top, for machines of your own.'),
})

export const zBudget = z.strictObject({
  'pull-request': z
    .string()
    .refine((text) => {
      const amount = tryParseAmount(text)
      return amount !== undefined && amount.per === undefined && amount.value > 0
    }, 'expected an amount like "20 EUR" or "8 GPU-h"')
    .meta({ examples: ['20 EUR'] })
    .describe('What one pull request may use: money, by `prices`, or `8 GPU-h`.'),
  environment: z
    .string()
    .min(1)
    .max(255)
    .optional()
    .describe(
      'Environment with required reviewers, for which jobs wait that would pass the budget; they are refused without.',
    ),
})

export function pricesOf(file: z.infer<typeof zPrices> | undefined): Prices | undefined {
  if (!file) return undefined
  const priceOf = (text: string) => tryParseAmount(text)?.value ?? 0
  const values = (table: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(table).map(([name, text]) => [name, priceOf(text)]))
  const [first] = priceTexts(file)
  return {
    currency: (first && tryParseAmount(first.text)?.unit) ?? '',
    gpu: values(file.gpu),
    runner: values(file.runner),
    energy: file.energy === undefined ? undefined : priceOf(file.energy),
  }
}

export function budgetOf(file: z.infer<typeof zBudget> | undefined): Budget | undefined {
  const amount = file && tryParseAmount(file['pull-request'])
  return amount && { limit: amount.value, unit: amount.unit, environment: file.environment }
}

/** Every price with its place in the file. */
export function priceTexts(
  file: z.infer<typeof zPrices>,
): { readonly path: readonly string[]; readonly text: string }[] {
  return [
    ...Object.entries(file.gpu).map(([name, text]) => ({ path: ['gpu', name], text })),
    ...Object.entries(file.runner).map(([name, text]) => ({ path: ['runner', name], text })),
    ...(file.energy === undefined ? [] : [{ path: ['energy'], text: file.energy }]),
  ]
}
