import { isDeepStrictEqual } from 'node:util'
import { SlipwayError } from '@slipway/core'
import { FORMATS, type TextFormat } from './formats.ts'
import { mutate, pick, randomFrom } from './mutate.ts'

/** Longer than any reading takes, on a busy machine too. */
const MOST_MS = 5000

export interface Fuzzed {
  readonly read: number
  readonly refused: number
  /** What was neither read as it is nor refused by name, with the seed that makes it again. */
  readonly wrong: readonly string[]
}

/** Reads so many changed texts of all formats; the n-th is made from the seed and n alone. */
export function fuzzFormats(inputs: number, seed: number): Fuzzed {
  let [read, refused] = [0, 0]
  const wrong: string[] = []
  for (let n = 0; n < inputs && wrong.length < 20; n++) {
    const random = randomFrom(seed + n)
    const format = FORMATS[n % FORMATS.length] as TextFormat
    const text = mutate(pick(random, format.samples), random, pick(random, FORMATS).samples)
    const started = performance.now()
    const found = tryToRead(format, text)
    if (found === 'read') read++
    else if (found === 'refused') refused++
    else wrong.push(`${format.name} of seed ${seed + n}: ${found}: ${JSON.stringify(text)}`)
    if (performance.now() - started > MOST_MS) wrong.push(`${format.name} of seed ${seed + n} took long`)
  }
  return { read, refused, wrong }
}

function tryToRead({ rewrite, meaning = (text) => text, code }: TextFormat, text: string): string {
  try {
    const again = rewrite(text)
    return isDeepStrictEqual(meaning(again), meaning(text)) ? 'read' : `written as ${JSON.stringify(again)}`
  } catch (error) {
    if (error instanceof SlipwayError && error.code === code) return 'refused'
    return String(error instanceof SlipwayError ? error.code : error instanceof Error ? error.stack : error)
  }
}
