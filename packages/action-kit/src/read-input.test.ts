import { describe, expect, it } from 'vitest'
import { inputsOf, readChoice, readFlag, readInteger, readList, readText } from './read-input.ts'

const given = (text: string) => () => text
const refusal = (found: string, expected: string) => ({
  code: 'action/input-invalid',
  kind: 'usage',
  message: `Cannot use input "name": found "${found}"; expected ${expected}`,
})

describe('inputsOf()', () => {
  it('finds an input as the runner hands it over, without blanks around it', () => {
    const source = inputsOf({ 'INPUT_RUN-ID': ' 7 ', INPUT_TWO_WORDS: 'x' })
    expect(source('run-id')).toBe('7')
    expect(source('two words')).toBe('x')
    expect(source('absent')).toBe('')
  })
})

describe('readText()', () => {
  it('takes an empty text for none', () => {
    expect(readText(given('x'), 'name')).toBe('x')
    expect(readText(given(''), 'name')).toBeUndefined()
  })
})

describe('readFlag()', () => {
  it('knows the spellings of YAML 1.2, and no text for false', () => {
    for (const text of ['true', 'True', 'TRUE']) expect(readFlag(given(text), 'name')).toBe(true)
    for (const text of ['false', 'False', 'FALSE', '']) expect(readFlag(given(text), 'name')).toBe(false)
  })

  it.each(['yes', 'on', '1', '0', 'tRue', 'no'])('refuses %j', (text) => {
    expect(() => readFlag(given(text), 'name')).toThrow(
      expect.objectContaining(refusal(text, 'true or false')),
    )
  })
})

describe('readInteger()', () => {
  it('takes whole numbers that a double holds exactly, and no text for none', () => {
    expect(readInteger(given('1'), 'name')).toBe(1)
    expect(readInteger(given('9007199254740991'), 'name')).toBe(Number.MAX_SAFE_INTEGER)
    expect(readInteger(given(''), 'name')).toBeUndefined()
  })

  it.each(['0', '-1', '1.5', '1e3', '0x10', '12x', '9007199254740992', 'NaN', 'Infinity'])(
    'refuses %j',
    (text) => {
      const error = expect.objectContaining(refusal(text, 'a whole number from 1'))
      expect(() => readInteger(given(text), 'name')).toThrow(error)
    },
  )
})

describe('readChoice()', () => {
  it('takes one of the choices, spelt as they are', () => {
    expect(readChoice(given('pull'), 'name', ['push', 'pull'])).toBe('pull')
  })

  it.each(['', 'Pull', 'pulls'])('refuses %j and lists the choices', (text) => {
    const error = expect.objectContaining(refusal(text, 'push, pull'))
    expect(() => readChoice(given(text), 'name', ['push', 'pull'])).toThrow(error)
  })
})

describe('readList()', () => {
  it.each([
    ['', []],
    ['[]', []],
    ['a', ['a']],
    [' a \n b\tc ', ['a', 'b', 'c']],
    ['["a", "b c"]', ['a', 'b c']],
  ])('reads %j', (text, items) => {
    expect(readList(given(text.trim()), 'name')).toEqual(items)
  })

  it.each(['[1]', '["a"', '[["a"]]', '[null]'])('refuses %j', (text) => {
    const error = expect.objectContaining(refusal(text, 'a JSON list of texts, or texts separated by blanks'))
    expect(() => readList(given(text), 'name')).toThrow(error)
  })
})

it('a refusal quotes no more than 200 characters of what it found', () => {
  const text = 'x'.repeat(5000)
  expect(() => readFlag(given(text), 'name')).toThrow(`found "${'x'.repeat(200)}";`)
})
