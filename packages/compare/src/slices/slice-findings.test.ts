import { formatVerdict, type Gate, type Verdict } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { compareModels } from '../compare-models.ts'
import { type Columns, gateMetric, input, judge, model, Random, side } from '../testing/synthetic.ts'

const ROWS = 3000
const random = new Random(8)
const rows = Array.from({ length: 2 * ROWS }, (_, i) => i)
const isTest = (i: number) => i >= ROWS
const carrier = rows.map(() => ['AA', 'DL', 'UA', 'WN'][random.below(4)] ?? '')
const origin = rows.map(() => ['JFK', 'LAX', 'ORD'][random.below(3)] ?? '')
const distance = rows.map(() => Math.floor(3000 * random.uniform()))
const base = rows.map(() => 10 + random.normal())

/** A model whose loss on each row is the base's and `worse` more. */
const trained = (worse: (i: number) => number, more: Columns = {}): Columns => ({
  row_id: rows,
  split: rows.map((i) => (isTest(i) ? 'test' : 'tune')),
  y: rows.map(() => 0),
  y_pred: base.map((loss, i) => loss + worse(i) + 0.3 * random.normal()),
  carrier,
  origin,
  distance,
  ...more,
})
const CHAMPION = trained(() => 0)
const gate = (more: Partial<Gate>) =>
  model({ mean_absolute_error: gateMetric({ role: 'goal', direction: 'lower', margin: 0.05 }) }, more)
const findings = (verdict: Verdict) => verdict.slice_findings ?? expect.fail()
const inJfk = (i: number) => carrier[i] === 'AA' && origin[i] === 'JFK'
/** A little better everywhere, and much worse for one airline at one airport. */
const harmful = trained((i) => (inJfk(i) ? 0.25 : -0.1))

describe('regressed slices', () => {
  it('name a crossing that got worse under a mean that got better, and decide nothing', () => {
    const verdict = judge(gate({ slices: ['carrier', ['carrier', 'origin']] }), harmful, CHAMPION)
    expect(verdict.outcome).toBe('better')
    const { regressed, tested } = findings(verdict)
    expect(tested).toBe(4 + 12)
    expect(regressed).toMatchObject([{ column: 'carrier × origin', value: 'AA × JFK', margin: 0.05 }])
    expect(regressed[0]?.q).toBeLessThan(0.001)
    expect(verdict.reasons[1]).toMatch(/^Of 16 slices looked at, 1 got worse: carrier × origin AA × JFK \(/)
    expect(formatVerdict(verdict)).toContain('slice_findings')
  })
  it('are none where a loss is within the margin, however sure it is', () => {
    const slightly = trained((i) => (carrier[i] === 'AA' ? 0.015 : -0.1))
    const verdict = judge(gate({ slices: ['carrier'] }), slightly, CHAMPION)
    expect(findings(verdict).regressed).toEqual([])
  })
  it('are false in one of ten worlds at most, of models that are equal', () => {
    let flagged = 0
    for (let n = 0; n < 20; n++) {
      const tight = model(
        { mean_absolute_error: gateMetric({ role: 'goal', direction: 'lower' }) },
        {
          slices: ['carrier', ['carrier', 'origin']],
          findSlices: 'off',
        },
      )
      if (
        findings(
          judge(
            tight,
            trained(() => 0),
            CHAMPION,
          ),
        ).regressed.length > 0
      )
        flagged++
    }
    expect(flagged).toBeLessThanOrEqual(5)
  })
  it('are of slices by the champion’s column: a challenger moves no row out of one', () => {
    const hidden = { ...harmful, carrier: carrier.map((name, i) => (inJfk(i) ? 'DL' : name)) }
    const verdict = judge(gate({ slices: [['carrier', 'origin']] }), hidden, CHAMPION)
    expect(findings(verdict).regressed.map(({ value }) => value)).toEqual(['AA × JFK'])
    expect(verdict.reasons.join(' ')).toMatch(/The column "carrier" differs between the two on \d+ rows/)
  })
})

describe('bins', () => {
  const far = trained((i) => ((distance[i] ?? 0) >= 1500 ? 0.4 : -0.1))
  const values = (verdict: Verdict) => verdict.slices.map(({ value }) => value).sort()
  it('cut a number at the edges of the gate', () => {
    const verdict = judge(gate({ slices: [{ column: 'distance', bins: [500, 1500] }] }), far, CHAMPION)
    expect(values(verdict)).toEqual(['500 to 1500', 'below 500', 'from 1500'])
    expect(findings(verdict).regressed.map(({ value }) => value)).toEqual(['from 1500'])
  })
  it('cut it into parts of about equal size, by the open rows', () => {
    const verdict = judge(gate({ slices: [{ column: 'distance', bins: 4 }] }), far, CHAMPION)
    const counts = verdict.slices.map(({ estimate }) => estimate.rows ?? 0)
    expect(counts).toHaveLength(4)
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThan(20)
  })
  it('cut no texts, and a column that is not there: said, not passed over', () => {
    const rules = [{ column: 'carrier', bins: 3 }, 'carier']
    const { reasons } = judge(gate({ slices: rules }), far, CHAMPION)
    expect(reasons).toContain(
      'There are no slices by carrier: the column "carrier" holds texts, which no bins cut.',
    )
    expect(reasons.join(' ')).toMatch(/no slices by carier: the predictions have no column "carier"/)
  })
})

describe('floors', () => {
  const floor = (more: object) => [{ metric: 'mean_absolute_error', ...more }]
  const said = (floors: Gate['floors'], challenger = harmful) =>
    judge(gate({ floors, findSlices: 'off' }), challenger, CHAMPION)
  const AA_JFK = { carrier: 'AA', origin: 'JFK' }
  it('make a slice that is proven worse decide', () => {
    const verdict = said(floor({ slice: AA_JFK, margin: 0.1 }))
    expect(verdict.outcome).toBe('worse')
    expect(verdict.reasons[0]).toMatch(
      /^On the rows of carrier × origin AA × JFK, mean absolute error is .* against .*, a loss of 0\.\d+, beyond what chance explains; the floor tolerates a loss of 0\.1\.$/,
    )
    expect(said(floor({ slice: { carrier: 'DL' }, margin: 0.1 })).outcome).toBe('better')
    expect(said(floor({ slice: AA_JFK, margin: 0.6 })).outcome).toBe('better')
  })
  it('judge every value of a rule that has enough rows', () => {
    const verdict = said(floor({ each: ['carrier', 'origin'], margin: 0.1 }))
    expect(findings(verdict).floors).toHaveLength(12)
    expect(findings(verdict).floors.filter(({ outcome }) => outcome === 'worse')).toMatchObject([
      { value: 'AA × JFK' },
    ])
  })
  it('hold a value within min and max, and a range of numbers', () => {
    const range = { distance: { from: 500, below: 1500 } }
    expect(said(floor({ slice: range, max: 11 })).outcome).toBe('better')
    const broken = said(floor({ slice: range, max: 9 }))
    expect(broken.outcome).toBe('worse')
    expect(findings(broken).floors).toMatchObject([
      { column: 'distance', value: '500 to 1500', outcome: 'worse' },
    ])
  })
  it('hold what is outside by no more than chance explains, and say so', () => {
    const equal = trained(() => 0)
    const { floors } = findings(said(floor({ each: ['carrier', 'origin'], max: 10 }), equal))
    expect(floors.every(({ outcome }) => outcome === 'holds')).toBe(true)
    const outside = floors.filter(({ estimate }) => (estimate?.challenger ?? 0) > 10)
    expect(outside.length).toBeGreaterThan(0)
    for (const { reason } of outside) expect(reason).toMatch(/and chance may explain that it is not kept\.$/)
  })
  it('cannot tell of a slice that is named and has no rows, too few, or no column', () => {
    for (const slice of [{ carrier: 'ZZ' }, { airline: 'AA' }, { distance: { below: 20 } }])
      expect(said(floor({ slice, margin: 0.1 })).outcome).toBe('cannot-tell')
    expect(said(floor({ slice: { carrier: 'ZZ' }, margin: 0.1 })).reasons[0]).toMatch(
      /carrier ZZ, mean absolute error cannot be judged: it has 0 rows, and it takes 100\.$/,
    )
  })
  it('count one another: fifty of a model that is equal break nothing', () => {
    const equal = trained(() => 0)
    const many = Array.from({ length: 50 }, () => floor({ each: ['carrier', 'origin'], margin: 0 })).flat()
    expect(findings(said(many, equal)).floors.every(({ outcome }) => outcome === 'holds')).toBe(true)
  })
  it('judge the challenger alone in a first release', () => {
    const first = input(
      gate({ floors: floor({ slice: { carrier: 'AA' }, max: 9 }) }),
      side('c', harmful),
      null,
    )
    expect(compareModels(first).outcome).toBe('worse')
  })
})

describe('weak slices are looked for', () => {
  const search = (challenger: Columns, more: Partial<Gate> = {}) =>
    judge(gate({ slices: ['carrier', 'origin'], ...more }), challenger, CHAMPION)
  it('in pairs of the declared columns, and confirmed by the sealed rows', () => {
    const verdict = search(harmful)
    const confirmed = findings(verdict).found.filter((each) => each.confirmed)
    expect(confirmed).toMatchObject([
      { column: 'carrier × origin', value: 'AA × JFK', estimate: { split: 'tune' } },
    ])
    expect(verdict.reasons.join(' ')).toMatch(/confirmed by the sealed ones: carrier × origin AA × JFK/)
    expect(search(harmful, { findSlices: 'off' }).slice_findings?.found).toEqual([])
  })
  it('in all columns with few values where the gate says so', () => {
    const region = rows.map((i) => (inJfk(i) ? 'east' : 'west'))
    const [challenger, champion] = [harmful, CHAMPION].map((columns) => ({ ...columns, region }))
    const verdict = judge(gate({ findSlices: 'all' }), challenger ?? {}, champion ?? {})
    expect(findings(verdict).found).toContainEqual(
      expect.objectContaining({ column: 'region', value: 'east', confirmed: true }),
    )
  })
  it('and not confirmed where only the open rows show it', () => {
    const onlyOpen = trained((i) => (inJfk(i) && !isTest(i) ? 0.4 : -0.1))
    const { found } = findings(search(onlyOpen))
    expect(found.find(({ value }) => value === 'AA × JFK')?.confirmed).toBe(false)
  })
  it('ten at most, and of the sealed rows only a word is told', () => {
    const worse = trained(() => 0.2)
    const changed = { ...worse, y_pred: (worse.y_pred as number[]).map((v, i) => (isTest(i) ? v + 0.01 : v)) }
    const [one, two] = [worse, changed].map((columns) => findings(search(columns)))
    expect(one?.found.length).toBe(10)
    expect(two).toEqual(one)
  })
  it('never where the sealed rows were not asked, nor where all rows are open', () => {
    const slices = ['carrier', 'origin']
    const withheld = compareModels(input(gate({ slices }), side('c', harmful), side('v1.0.0', CHAMPION)), {
      kind: 'withheld',
      why: 'a fork spends no look',
    })
    expect(withheld.slice_findings?.found).toEqual([])
    const open = (columns: Columns) => ({ ...columns, split: rows.map(() => 'test') })
    expect(judge(gate({ slices }), open(harmful), open(CHAMPION)).slice_findings?.found).toEqual([])
  })
})
