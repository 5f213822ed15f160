import { describe, expect, it } from 'vitest'
import { plotFigure } from '../../charts/draw-plots.ts'
import { renderBlocksHtml } from '../../document/render-blocks-html.ts'
import { hostileTexts } from '../../testing/hostile-texts.ts'
import { elementsOf } from '../../testing/rendered.ts'
import type { PlotRow } from '../parse-plot-data.ts'
import { readVegaLite } from './read-vega-lite.ts'

const values = [
  { c: 'x', k: 'a', v: 1 },
  { c: 'x', k: 'b', v: 2 },
  { c: 'y', k: 'a', v: 3 },
]
const xy = { x: { field: 'c', type: 'nominal' }, y: { field: 'v', type: 'quantitative' } }

const read = (spec: PlotRow, files: Record<string, unknown> = {}) =>
  readVegaLite(
    { data: { values }, mark: 'bar', encoding: xy, ...spec },
    {
      path: 'eval/spec.json',
      model: 'challenger',
      files: new Map(Object.entries(files)),
    },
  )

const points = (spec: PlotRow) =>
  read(spec)[0]?.layers.flatMap(({ series }) =>
    series.flatMap((each) => each.points.map(({ x, y }) => [x, y])),
  )

describe('readVegaLite()', () => {
  it('aggregates by the other channels, and stacks by colour', () => {
    const mean = { ...xy, y: { field: 'v', aggregate: 'mean' } }
    expect(points({ encoding: mean })).toEqual([
      ['x', 1.5],
      ['y', 3],
    ])
    const [stacked] = read({ encoding: { ...xy, color: { field: 'k' } } })
    expect(
      stacked?.layers[0]?.series.map(({ name, points: own }) => [name, own.map(({ y, y2 }) => [y2, y])]),
    ).toEqual([
      [
        'a',
        [
          [0, 1],
          [0, 3],
        ],
      ],
      ['b', [[1, 3]]],
    ])
  })
  it('filters by predicate, folds and aggregates', () => {
    expect(
      points({
        transform: [{ filter: { field: 'v', gte: 2 } }, { filter: { not: { field: 'k', equal: 'b' } } }],
      }),
    ).toEqual([['y', 3]])
    const sum = { transform: [{ aggregate: [{ op: 'sum', field: 'v', as: 'v' }], groupby: ['c'] }] }
    expect(points(sum)).toEqual([
      ['x', 3],
      ['y', 3],
    ])
    const fold = { transform: [{ fold: ['v'] }], encoding: { x: { field: 'key' }, y: { field: 'value' } } }
    expect(points(fold)).toEqual([
      ['v', 1],
      ['v', 2],
      ['v', 3],
    ])
  })
  it('makes a chart of each view, and of each value that a view is faceted by', () => {
    const half = { mark: 'point', encoding: xy }
    expect(read({ mark: undefined, hconcat: [half, half] })).toHaveLength(2)
    expect(
      read({ title: 'T', encoding: { ...xy, column: { field: 'k' } } }).map(({ title }) => title),
    ).toEqual(['T: a', 'T: b'])
  })
  it('reads a file beside it, and nothing else', () => {
    expect(read({ data: { url: 'rows.json' } }, { 'eval/rows.json': values })).toHaveLength(1)
    for (const url of [
      'https://example.com/a.json',
      '//example.com/a.json',
      '/etc/passwd',
      '../a.json',
      'a/../../b.json',
      'file:///etc/passwd',
      'data:,1',
    ])
      expect(() => read({ data: { url } }, { 'eval/rows.json': values }), url).toThrow(
        /"eval\/spec.json": it asks for/,
      )
  })
  it.each([
    [{ transform: [{ calculate: 'datum.v * 2', as: 'w' }] }, 'computes by an expression'],
    [{ transform: [{ filter: 'datum.v > 1' }] }, 'filters by an expression'],
    [{ transform: [{ loess: 'v', on: 'c' }] }, 'the transform "loess"'],
    [{ encoding: { ...xy, color: { expr: 'alert(1)' } } }, 'computed by an expression'],
    [{ encoding: { ...xy, x: { field: { repeat: 'row' } } } }, 'takes a field from an expression'],
    [{ mark: 'geoshape' }, 'the mark "geoshape"'],
    [{ mark: 'constructor' }, 'the mark "constructor"'],
    [{ data: { values: [] } }, 'it has no rows'],
    [{ mark: undefined, layer: Array.from({ length: 50 }, () => ({ mark: 'bar' })) }, 'it has 50 marks'],
    [{ mark: undefined, repeat: ['a'], spec: {} }, 'it uses "repeat"'],
    [{ encoding: { ...xy, y: { field: 'v', aggregate: 'argmax' } } }, 'it aggregates by "argmax"'],
  ])('refuses %j by name, and runs nothing of it', (spec, problem) => {
    expect(() => read(spec)).toThrow(
      expect.objectContaining({
        code: 'report/plot-invalid',
        message: expect.stringMatching(`"eval/spec.json".*${problem}`),
      }),
    )
  })
  it('takes views that lie too deep for no endless work', () => {
    const deep = Array.from({ length: 30 }).reduce<PlotRow>((spec) => ({ hconcat: [spec] }), { mark: 'bar' })
    expect(() => read({ mark: undefined, ...deep })).toThrow(/lie too deep/)
  })
  it.each(hostileTexts.filter((text) => text.trim() !== ''))('draws %j as text', async (text) => {
    const figure = async (word: string) => {
      const [chart] = read({
        title: word,
        data: {
          values: [
            { c: word, k: word, v: 1 },
            { c: 'b', k: 'b', v: 2 },
          ],
        },
        encoding: { ...xy, color: { field: 'k', title: word } },
      })
      return chart ? elementsOf(renderBlocksHtml([await plotFigure(chart)])) : []
    }
    const drawn = await figure(text)
    expect(
      drawn.filter(
        (element) =>
          /^(script|img|a|foreignObject|style|iframe|image|use)\b/i.test(element) || /\son\w+/.test(element),
      ),
    ).toEqual([])
    expect(drawn.some((element) => element.startsWith('svg'))).toBe(true)
  })
})
