import { describe, expect, it } from 'vitest'
import { ParamFile } from './param-file.ts'

const YAML = `# rates
train:
  lr: 0.1
  layers: [1, 2]
  on: yes
base: &base { seed: 7 }
tune: { <<: *base, rounds: 3 }
none:
`

describe('ParamFile', () => {
  it('takes whole values and walks into mappings at dots', () => {
    const file = new ParamFile(YAML, 'params.yaml')
    expect(file.take('train', 's')).toEqual({ lr: 0.1, layers: [1, 2], on: 'yes' })
    expect(file.take('train.lr', 's')).toBe(0.1)
    expect(file.take('tune.seed', 's')).toBe(7)
    expect(file.take('none', 's')).toBe(null)
  })

  it('reads JSON as JSON.parse does', () => {
    const value = { a: [1, -0.5, 1e21, 'x\u2028"/\\', true, null, {}], 'é.ü': '\ud83d\ude00', '': {}, n: -0 }
    const text = JSON.stringify(value, undefined, '\t')
    expect(new ParamFile(text, 'p.json').value).toEqual(JSON.parse(text))
    expect(new ParamFile('{"a":"\\/\\u00e9"}', 'p.json').value).toEqual({ a: '/é' })
  })

  it('refuses a key that is not there, at the nearest mapping, with the nearest key', () => {
    const file = new ParamFile(YAML, 'params.yaml')
    const take = (key: string) => () => file.take(key, 'train')
    expect(take('train.lt')).toThrow(
      expect.objectContaining({
        code: 'pipeline/param-unknown',
        location: { file: 'params.yaml', line: 2, column: 1 },
        hint: 'Did you mean "train.lr"?',
      }),
    )
    expect(take('train.lr.x')).toThrow(
      expect.objectContaining({ location: { file: 'params.yaml', line: 3, column: 3 } }),
    )
    expect(take('toString')).toThrow(expect.objectContaining({ code: 'pipeline/param-unknown' }))
  })

  it.each([
    ['a whole number that two readers would round differently', 'seed: 9007199254740993', 1],
    ['NaN', 'a: 1\nb: .nan', 2],
    ['infinity', 'a: 1e999', 1],
    ['a key that stands twice', 'a: 1\na: 2', 2],
    ['what is not YAML', 'a: [1', 1],
  ])('refuses %s and says where', (_, text, line) => {
    expect(() => new ParamFile(text, 'p.yaml')).toThrow(
      expect.objectContaining({
        code: 'pipeline/params-invalid',
        location: expect.objectContaining({ file: 'p.yaml', line }),
      }),
    )
  })

  it('holds the largest whole number and an empty file', () => {
    expect(new ParamFile('seed: 9007199254740991', 'p.yaml').take('seed', 's')).toBe(9007199254740991)
    expect(new ParamFile('', 'p.yaml').value).toBe(null)
  })
})
