import type { Digest, Estimate, MetricVerdict, Side, SliceVerdict, Verdict } from '@slipway/core'

/** A digest that begins with a readable number and is the same in every run. */
export function digest(seed: number): Digest {
  return `sha256:${(seed * 2654435761).toString(16).padStart(8, '0').slice(-8).repeat(8)}`
}

export function side(seed: number, version: string | null): Side {
  return {
    version,
    model: digest(seed),
    run: { key: digest(seed + 1), record: digest(seed + 2) },
    evaluation: { key: digest(seed + 3), record: digest(seed + 4) },
    predictions: digest(seed + 5),
    metrics: digest(seed + 6),
  }
}

/** A difference with its 95 % interval, on the open rows of June's flights unless said otherwise. */
export function estimate(
  champion: number | null,
  challenger: number,
  error: number | null,
  more: Partial<Estimate> = {},
): Estimate {
  const difference = champion === null ? null : Number((challenger - champion).toPrecision(12))
  const half = error === null ? 0 : 2.13 * error
  return {
    split: 'tune',
    champion,
    challenger,
    difference,
    interval: difference === null || error === null ? null : [difference - half, difference + half],
    limits: null,
    standard_error: error,
    df: 15,
    rows: 60_000,
    clusters: 16,
    method: 'delete-one-cluster jackknife (CR3), t',
    ...more,
  }
}

export function metric(more: Partial<MetricVerdict> & Pick<MetricVerdict, 'outcome'>): MetricVerdict {
  return {
    role: 'guard',
    direction: 'higher',
    margin: null,
    min: null,
    max: null,
    reason: 'It is as it is.',
    estimate: null,
    sealed: null,
    power: null,
    ...more,
  }
}

export function slice(
  column: string,
  value: string,
  rows: number,
  champion: number,
  challenger: number,
  error: number,
  name = 'roc_auc',
): SliceVerdict {
  return { metric: name, column, value, estimate: estimate(champion, challenger, error, { rows }) }
}

export function verdict(more: Partial<Verdict> & Pick<Verdict, 'outcome' | 'reasons' | 'metrics'>): Verdict {
  return {
    schema: 'slipway.verdict/v1',
    model: 'flight-delay',
    challenger: side(100, null),
    champion: side(200, 'v1.0.0'),
    baseline_kind: 'champion',
    mode: 'sealed',
    testset: {
      tune: { digest: digest(300), rows: 60_000, clusters: 16 },
      test: { digest: digest(301), rows: 60_000, clusters: 30 },
    },
    rescored: false,
    evalcode: { challenger: digest(302), champion: digest(302) },
    gate: digest(303),
    alpha: 0.05,
    looks: 20,
    look: { number: 3, bound: 0.05 },
    seed: 0,
    tool: 'slipway 0.1.0',
    slices: [],
    signoff: null,
    ...more,
  }
}
