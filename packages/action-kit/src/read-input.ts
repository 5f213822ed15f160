import type { SlipwayError } from '@slipway/core'
import { actionError } from './error.ts'

/** Raw inputs by name, as action.yml names them. Empty text is no value. */
export type InputSource = (name: string) => string

/** The error of an input that cannot be used. */
export function inputInvalid(name: string, found: string, expected: string): SlipwayError {
  return actionError(
    'action/input-invalid',
    `Cannot use input "${name}": found "${found.slice(0, 200)}"; expected ${expected}`,
    { hint: 'Mend the `with:` of the step' },
  )
}

/** The runner's own way to hand inputs over: INPUT_<NAME>, upper-case, blanks as underscores. */
export function inputsOf(env: Readonly<Record<string, string | undefined>>): InputSource {
  return (name) => (env[`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`] ?? '').trim()
}

export function readText(source: InputSource, name: string): string | undefined {
  return source(name) || undefined
}

/** @throws action/input-invalid unless the text is one of YAML 1.2's spellings of a boolean */
export function readFlag(source: InputSource, name: string): boolean {
  const text = source(name)
  if (text === '' || text === 'false' || text === 'False' || text === 'FALSE') return false
  if (text === 'true' || text === 'True' || text === 'TRUE') return true
  throw inputInvalid(name, text, 'true or false')
}

/** @throws action/input-invalid unless the text is a whole number from 1 that a double holds exactly */
export function readInteger(source: InputSource, name: string): number | undefined {
  const text = source(name)
  if (text === '') return undefined
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < 1 || !Number.isSafeInteger(value))
    throw inputInvalid(name, text, 'a whole number from 1')
  return value
}

/** @throws action/input-invalid unless the text is one of the choices */
export function readChoice<const Choice extends string>(
  source: InputSource,
  name: string,
  choices: readonly Choice[],
): Choice {
  const text = source(name)
  const choice = choices.find((candidate) => candidate === text)
  if (choice === undefined) throw inputInvalid(name, text, choices.join(', '))
  return choice
}

/**
 * A list: a JSON list of texts, or texts separated by white space.
 * @throws action/input-invalid
 */
export function readList(source: InputSource, name: string): readonly string[] {
  const text = source(name)
  if (!text.startsWith('[')) return text.split(/\s+/).filter((item) => item !== '')
  try {
    const value: unknown = JSON.parse(text)
    if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value
  } catch {
    // Falls through to the one error for everything that is not a list of texts.
  }
  throw inputInvalid(name, text, 'a JSON list of texts, or texts separated by blanks')
}
