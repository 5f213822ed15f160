import { escapeMarkdown } from '@slipway/core'
import type { Amount, Transferred } from '@slipway/store'
import { formatBytes, formatCount } from './format-bytes.ts'
import type { OpenWorkspace } from './open-workspace.ts'

/**
 * The places from which data comes, the nearest first: this machine's own store, as the folder that the jobs of a runner share or as an
 * earlier job left it in the Actions cache; the shared store; DVC's remote behind it.
 */
export const TIERS = ['workspace', 'runner', 'cache', 'remote', 'dvc'] as const
export type Tier = (typeof TIERS)[number]

/** What one place gave. */
export interface TierAmount extends Amount {
  readonly tier: Tier
  /** Its address. */
  readonly store: string
}

/** Of objects that were brought to this machine's store: which place had each, without those that had none. */
export function servedBy(
  { local, localTier, remote }: Pick<OpenWorkspace, 'local' | 'localTier' | 'remote'>,
  { present, served }: Transferred,
): readonly TierAmount[] {
  const here: TierAmount = { tier: localTier, store: local.url, ...present }
  const others = served.map(
    (each): TierAmount => ({ tier: each.store === remote?.url ? 'remote' : 'dvc', ...each }),
  )
  return [here, ...others].filter(({ objects }) => objects > 0)
}

/** Several such lists as one; each place once. */
export function sumOfTiers(amounts: Iterable<TierAmount>): readonly TierAmount[] {
  const sums = new Map<string, TierAmount>()
  for (const each of amounts) {
    const sum = sums.get(each.store)
    const objects = (sum?.objects ?? 0) + each.objects
    sums.set(each.store, { ...each, objects, bytes: (sum?.bytes ?? 0) + each.bytes })
  }
  return [...sums.values()].sort((a, b) => TIERS.indexOf(a.tier) - TIERS.indexOf(b.tier))
}

/** `12 objects (4 MiB) from the runner's folder, 40 objects (1 GiB) from s3://bucket/prefix`. */
export function renderServed(amounts: readonly TierAmount[]): string {
  if (amounts.length === 0) return 'nothing had to come'
  return amounts
    .map((each) => `${formatCount(each.objects, 'object')} (${formatBytes(each.bytes)}) ${fromWhere(each)}`)
    .join(', ')
}

/** The same as Markdown, for a job's summary. */
export function renderServedSummary(amounts: readonly TierAmount[]): string {
  return [
    '### Data',
    '',
    '| Served by | Objects | Size |',
    '|---|---:|---:|',
    ...amounts.map(
      ({ tier, store, objects, bytes }) =>
        `| ${PLACES[tier]}: ${escapeMarkdown(store)} | ${objects.toLocaleString('en-US')} | ${formatBytes(bytes)} |`,
    ),
    '',
  ].join('\n')
}

const PLACES: Readonly<Record<Tier, string>> = {
  workspace: 'this machine',
  runner: 'the folder of the runner',
  cache: 'this machine, as it came from the Actions cache',
  remote: 'the shared store',
  dvc: "DVC's remote",
}

function fromWhere({ tier, store }: TierAmount): string {
  if (tier === 'workspace') return 'already here'
  if (tier === 'runner') return "from the runner's folder"
  if (tier === 'cache') return 'already here or from the Actions cache'
  return `from ${tier === 'dvc' ? "DVC's remote " : ''}${store}`
}
