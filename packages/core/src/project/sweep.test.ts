import { expect, it } from 'vitest'
import { parseProject } from './parse-project.ts'

const projectOf = (sweep: string) =>
  parseProject(`version: 1
stages:
  train:
    cmd: t
    params: [lr, depth, { other.yaml: [size] }]
    outs: [model]
    metrics: [m.json]
    sweep: { ${sweep}, to: tried }`)
const variantsOf = (sweep: string) =>
  projectOf(`${sweep}, best: { metric: log_loss }`).stages.get('train')?.sweep?.variants

it('a grid holds every combination, the last parameter first', () => {
  expect(variantsOf('grid: { lr: [1, 2], depth: [3, 4] }')).toEqual([
    { lr: 1, depth: 3 },
    { lr: 1, depth: 4 },
    { lr: 2, depth: 3 },
    { lr: 2, depth: 4 },
  ])
})

it('random draws are those of their seed, within their ranges, and more draws keep the first', () => {
  const draw = (count: number, seed: number) =>
    variantsOf(
      `random: { count: ${count}, seed: ${seed}, from: { lr: { min: 0.001, max: 1, scale: log }, depth: { min: 2, max: 4, whole: true } } }`,
    ) ?? []
  const many = draw(200, 7)
  expect(draw(5, 7)).toEqual(many.slice(0, 5))
  expect(draw(5, 8)).not.toEqual(many.slice(0, 5))
  const rates = many.map(({ lr }) => lr as number)
  expect(Math.min(...rates)).toBeGreaterThanOrEqual(0.001)
  expect(Math.max(...rates)).toBeLessThanOrEqual(1)
  // Two thirds of the logarithms lie below 0.1; seven standard deviations of 200 draws around it.
  expect(Math.abs(rates.filter((rate) => rate < 0.1).length / 200 - 2 / 3)).toBeLessThan(0.23)
  expect(new Set(many.map(({ depth }) => depth))).toEqual(new Set([2, 3, 4]))
})

it.each([
  ['an unknown parameter', 'grid: { lrr: [1] }, best: { metric: log_loss }', 'sweep.grid.lrr'],
  ['an empty grid', 'grid: {}, best: { metric: log_loss }', 'sweep.grid'],
  ['a parameter without values', 'grid: { lr: [] }, best: { metric: log_loss }', 'sweep.grid.lr'],
  [
    'too many variants',
    `grid: { lr: [${[...Array(15).keys()]}], depth: [${[...Array(14).keys()]}] }, best: { metric: log_loss }`,
    'sweep.grid',
  ],
  ['two kinds', 'list: a.yaml, grid: { lr: [1] }, best: { metric: log_loss }', 'sweep'],
  ['no kind', 'best: { metric: log_loss }', 'sweep'],
  ['parameters of two files', 'grid: { lr: [1], size: [2] }, best: { metric: log_loss }', 'sweep'],
  ['no direction', 'grid: { lr: [1] }, best: { metric: mine }', 'sweep.best.metric'],
  [
    'predictions that nobody writes',
    'grid: { lr: [1] }, best: { metric: log_loss }, predictions: p',
    'sweep.predictions',
  ],
  [
    'a range that is none',
    'random: { count: 1, from: { lr: { min: 2, max: 1 } } }, best: { metric: log_loss }',
    'sweep.random',
  ],
])('a sweep with %s is refused at its place', (_, sweep, member) => {
  expect(() => projectOf(sweep)).toThrow(
    expect.objectContaining({
      issues: [expect.objectContaining({ member: expect.stringContaining(member) })],
    }),
  )
})
