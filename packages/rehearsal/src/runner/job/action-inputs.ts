import { runnerError } from '../error.ts'
import type { Scope } from '../workflow/expression.ts'
import { resolveText, resolveTexts } from '../workflow/template.ts'
import { fieldsOf } from '../workflow/token.ts'
import type { ActionUse, Execution } from './frame.ts'

/** Inputs of an action: those given, and the defaults of the others. */
export function readInputs(use: ActionUse, scope: Scope): Readonly<Record<string, string>> {
  const given = resolveTexts(use.step.inputs, scope)
  const lower = new Set(Object.keys(given).map((name) => name.toLowerCase()))
  const defaults = [...use.found.action.inputs]
    .filter(([name]) => !lower.has(name.toLowerCase()))
    .map(
      ([name, input]) =>
        [name, input.default === undefined ? '' : resolveText(input.default, scope)] as const,
    )
  return { ...given, ...Object.fromEntries(defaults) }
}

/**
 * Looks at the names of the inputs given. An unknown one draws a warning as on GitHub, and ends the step of a stand-in,
 * which must not seem to do what it cannot.
 *
 * @throws runner/input-invalid
 */
export function checkInputs(use: ActionUse, { output }: Execution): void {
  const { action, standIn, uses } = use.found
  const given = [...fieldsOf(use.step.inputs).keys()]
  const known = new Map([...action.inputs].map(([name, input]) => [name.toLowerCase(), input]))
  const unknown = given.filter((name) => !known.has(name.toLowerCase()))
  const names = [...action.inputs.keys()]
  if (unknown.length > 0 && standIn !== undefined) {
    throw runnerError(
      'runner/input-invalid',
      `Cannot run the stand-in for "${uses}" with '${unknown.join("', '")}': it knows ${names.join(', ')}`,
    )
  }
  if (unknown.length > 0) {
    output.warning(
      `Unexpected input(s) '${unknown.join("', '")}', valid inputs are ['${names.join("', '")}']`,
    )
  }
  for (const name of given) {
    const deprecation = known.get(name.toLowerCase())?.deprecation
    if (deprecation === undefined) continue
    output.warning(`Input '${name}' has been deprecated with message: ${deprecation}`)
  }
}

/** As environment variables of a JavaScript action. */
export function inputEnv(inputs: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [
      `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
      value,
    ]),
  )
}
