import { type Json, type Location, nearestName } from '@slipway/core'
import { isMap, isScalar, LineCounter, type Node, parseDocument } from 'yaml'
import { pipelineError } from './error.ts'

/** One file of parameters, YAML or JSON, whose members still know where they stand. */
export class ParamFile {
  readonly file: string
  readonly value: Json
  readonly #root: Node | null
  readonly #lines = new LineCounter()

  /**
   * @throws pipeline/params-invalid for a text that is neither YAML nor JSON, and for values that JSON cannot hold:
   * infinities, NaN, and whole numbers beyond 2^53, which two readers would understand differently
   */
  constructor(text: string, file: string) {
    this.file = file
    // Integers come as BigInt so that none is rounded unseen. JSON is read by the same parser: it is YAML too.
    const document = parseDocument(text, {
      lineCounter: this.#lines,
      prettyErrors: false,
      intAsBigInt: true,
      merge: true,
    })
    this.#root = document.contents
    const problem = document.errors[0]
    if (problem) {
      throw pipelineError('pipeline/params-invalid', `Cannot read "${file}": ${problem.message}`, {
        location: this.#at(problem.pos[0]),
        hint: 'Parameters are read from YAML and JSON files',
      })
    }
    this.value = this.#json(document.toJS({ maxAliasCount: 100 }), [])
  }

  /**
   * The value of a key; a key with dots walks into mappings.
   * @param stage the stage that wants it, for the error
   * @throws pipeline/param-unknown, at the nearest mapping that is there
   */
  take(key: string, stage: string): Json {
    let value: Json | undefined = this.value
    const names = key.split('.')
    for (const [depth, name] of names.entries()) {
      const next: Json | undefined = isMapping(value) && Object.hasOwn(value, name) ? value[name] : undefined
      if (next === undefined) throw this.#unknown(key, names.slice(0, depth), value, stage)
      value = next
    }
    return value
  }

  #unknown(key: string, found: readonly string[], holder: Json | undefined, stage: string) {
    const where = found.length === 0 ? 'the file' : `"${found.join('.')}"`
    const has = isMapping(holder) ? `has ${Object.keys(holder).join(', ') || 'no key'}` : 'is no mapping'
    const nearest = nearestName(key, flatKeys(this.value))
    return pipelineError(
      'pipeline/param-unknown',
      `Cannot take parameter "${key}" of stage "${stage}" from "${this.file}": ${where} ${has}; expected "${key}"`,
      {
        location: this.#locate(found),
        ...(nearest === undefined ? {} : { hint: `Did you mean "${nearest}"?` }),
      },
    )
  }

  #json(value: unknown, path: readonly string[]): Json {
    const bad = (found: string, expected: string) =>
      pipelineError(
        'pipeline/params-invalid',
        `Cannot use "${path.join('.')}" of "${this.file}": ${found}; expected ${expected}`,
        { location: this.#locate(path), hint: 'Write it in quotes, as text' },
      )
    if (value === null || value === undefined) return null
    if (typeof value === 'bigint') {
      if (value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER) return Number(value)
      throw bad(`the whole number ${value}`, 'at most 9007199254740991 on either side of 0')
    }
    if (typeof value === 'number') {
      if (Number.isFinite(value)) return value
      throw bad(`the number ${value}`, 'a finite number')
    }
    if (typeof value === 'string' || typeof value === 'boolean') return value
    if (Array.isArray(value)) return value.map((item, index) => this.#json(item, [...path, String(index)]))
    if (Object.getPrototypeOf(value) === Object.prototype) {
      return Object.fromEntries(
        Object.entries(value).map(([key, member]) => [key, this.#json(member, [...path, key])]),
      )
    }
    throw bad('a value that JSON cannot hold', 'text, a number, true, false, null, a list or a mapping')
  }

  /** Where the deepest member on this path stands. */
  #locate(path: readonly string[]): Location {
    let node: Node | null | undefined = this.#root
    let offset = node?.range?.[0] ?? 0
    for (const name of path) {
      if (!isMap(node)) break
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === name)
      if (!pair) break
      offset = (pair.key as Node).range?.[0] ?? offset
      node = pair.value as Node | null
    }
    return this.#at(offset)
  }

  #at(offset: number): Location {
    const { line, col } = this.#lines.linePos(offset)
    return { file: this.file, line: Math.max(1, line), column: Math.max(1, col) }
  }
}

function isMapping(value: Json | undefined): value is { readonly [key: string]: Json | undefined } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function flatKeys(value: Json | undefined, prefix = ''): string[] {
  if (!isMapping(value)) return []
  return Object.entries(value).flatMap(([key, member]) => [
    `${prefix}${key}`,
    ...flatKeys(member, `${prefix}${key}.`),
  ])
}
