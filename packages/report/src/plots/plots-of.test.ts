import { plotDefinitions } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { plotFiles } from '../testing/sample-plots.ts'
import { expandPlots, plotsOf } from './plots-of.ts'

type Given = Parameters<typeof plotDefinitions>[0]

function draw(given: Given, challenger: Record<string, string>, champion: Record<string, string> = {}) {
  const sides = { challenger: plotFiles(challenger), champion: plotFiles(champion) }
  return plotsOf(expandPlots(plotDefinitions(given), [...sides.challenger.keys()]), sides)
}

const chart = (...given: Parameters<typeof draw>) => {
  const [plot] = draw(...given)
  if (!plot?.charts[0]) throw new Error(plot?.problem ?? 'nothing was drawn')
  return plot.charts[0]
}

const points = (...given: Parameters<typeof draw>) =>
  chart(...given).layers.flatMap(({ series }) =>
    series.map(({ model, name, points }) => [model, name, points.map(({ x, y }) => [x, y])]),
  )

describe('plotsOf() by DVC’s rules', () => {
  it('takes the last field over the number of the row where nothing else is said', () => {
    expect(points(['loss.csv'], { 'loss.csv': 'a,loss\n1,0.5\n2,1e-1\n' })).toEqual([
      [
        'challenger',
        '',
        [
          [0, 0.5],
          [1, 0.1],
        ],
      ],
    ])
  })
  it('lays the base under the challenger, and each file under its own name', () => {
    const given = [{ loss: { x: 'step', y: { 'm/train.tsv': 'loss', 'm/val.tsv': 'loss' } } }]
    const table = (value: number) => `step\tloss\n3\t${value}\n`
    expect(
      points(given, { 'm/train.tsv': table(1), 'm/val.tsv': table(2) }, { 'm/train.tsv': table(3) }),
    ).toEqual([
      ['champion', 'train.tsv', [[3, 3]]],
      ['challenger', 'train.tsv', [[3, 1]]],
      ['challenger', 'val.tsv', [[3, 2]]],
    ])
  })
  it('finds rows in nested JSON and in YAML, lists of one length side by side', () => {
    const json = '{"roc": {"points": [{"fpr": 0, "tpr": 0.1}, {"fpr": 1, "tpr": NaN}]}}'
    expect(points([{ 'roc.json': { x: 'fpr', y: 'tpr' } }], { 'roc.json': json })).toEqual([
      ['challenger', '', [[0, 0.1]]],
    ])
    expect(
      points([{ 'a.yaml': { x: 'n', y: 'v' } }], { 'a.yaml': 'one: [{n: 1}]\ntwo: [{v: 2}]\n' }),
    ).toEqual([['challenger', '', [[1, 2]]]])
  })
  it('draws each file of a folder by itself, and no image', () => {
    const files = { 'live/plots/metrics/a.tsv': 's\tv\n0\t1\n', 'live/plots/metrics/b/c.tsv': 's\tv\n0\t2\n' }
    expect(draw([{ 'live/plots/metrics': { x: 's' } }, 'live/image.png'], files).map(({ id }) => id)).toEqual(
      Object.keys(files),
    )
  })
  it('counts classes by row, and shares of what is actual where it is normalised', () => {
    const file = { 'c.csv': 'a,p\nx,x\nx,y\ny,y\n' }
    const cells = (template: string) =>
      chart([{ 'c.csv': { x: 'a', y: 'p', template } }], file).layers[0]?.series[0]?.points.map(
        (cell) => cell.text,
      )
    expect(cells('confusion')).toEqual(['1', '1', '0', '1'])
    expect(cells('confusion_normalized')).toEqual(['0.50', '0.50', '0.00', '1.00'])
  })
  it('fills the anchors of a template of the project’s own', () => {
    const template = JSON.stringify({
      title: '<DVC_METRIC_TITLE>',
      data: { values: '<DVC_METRIC_DATA>' },
      params: ['<DVC_METRIC_ZOOM_AND_PAN>'],
      mark: 'point',
      encoding: {
        x: { field: '<DVC_METRIC_X>', type: 'quantitative', title: '<DVC_METRIC_X_LABEL>' },
        y: { field: '<DVC_METRIC_Y>', type: 'quantitative', title: '<DVC_METRIC_Y_LABEL>' },
        color: '<DVC_METRIC_COLOR>',
      },
    })
    const own = chart([{ 'v.csv': { x: 'a', y: 'b', template: '.dvc/plots/own.json', title: 'Own' } }], {
      'v.csv': 'a,b\n1,2\n',
      '.dvc/plots/own.json': template,
    })
    expect(own).toMatchObject({ title: 'Own', x: { title: 'a' }, y: { title: 'b' } })
    expect(own.layers[0]).toMatchObject({ mark: 'point', series: [{ points: [{ x: 1, y: 2 }] }] })
  })
})

describe('plotsOf() names the file that is wrong, and draws the others', () => {
  it.each([
    ['gone.csv', {}, 'it is not there'],
    [{ 'a.csv': { y: 'c' } }, { 'a.csv': 'a,b\n1,2\n' }, 'it has no field "c"; expected one of a, b'],
    ['a.csv', { 'a.csv': 'a,b\n' }, 'it has no rows'],
    [
      { 'a.csv': { template: 'pie' } },
      { 'a.csv': 'a,b\n1,2\n' },
      'there is no template "pie"; expected linear',
    ],
    [
      { both: { x: { 'a.csv': 'a' }, y: { 'b.csv': 'b' } } },
      { 'a.csv': 'a\n1\n', 'b.csv': 'b\n1\n2\n' },
      'it has 2 rows and "a.csv" has 1',
    ],
  ])('%j', (given, files, problem) => {
    const plots = draw(['good.csv', given] as Given, {
      ...(files as Record<string, string>),
      'good.csv': 'v\n1\n',
    })
    expect(plots[0]?.problem).toBeNull()
    expect(plots[1]).toMatchObject({ charts: [], problem: expect.stringContaining(problem) })
  })
})

describe('parsePlotData()', () => {
  const parse = (path: string, text: string) => () => plotFiles({ [path]: text })
  it('reads cells as RFC 4180 quotes them', () => {
    expect(plotFiles({ 'a.csv': '\uFEFFa,b\r\n"x, ""y""\nz",2\r\n' }).get('a.csv')).toEqual([
      { a: 'x, "y"\nz', b: 2 },
    ])
  })
  it.each([
    ['a.json', '{'],
    ['a.yaml', 'a: [1'],
    ['a.csv', ''],
    ['a.parquet', 'PAR1'],
    ['a.csv', `a\n${'1\n'.repeat(20_001)}`],
    ['a.json', `"${'x'.repeat(5_000_000)}"`],
    [
      'a.yaml',
      `a: &a [x]\n${Array.from({ length: 30 }, (_, i) => `b${i}: &b${i} [${`*${i === 0 ? 'a' : `b${i - 1}`},`.repeat(9)}]`).join('\n')}`,
    ],
  ])('refuses a broken or too large %s by name', (path, text) => {
    expect(parse(path, text)).toThrow(
      expect.objectContaining({ code: 'report/plot-invalid', message: expect.stringContaining(path) }),
    )
  })
})
