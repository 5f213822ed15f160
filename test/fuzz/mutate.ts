/** Numbers from 0 to 1, the same for each seed. */
export type Random = () => number

/** A linear congruential generator (Numerical Recipes); the first numbers of neighbouring seeds are alike, so they are left out. */
export function randomFrom(seed: number): Random {
  let state = Math.imul(seed, 2_654_435_761) >>> 0
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  for (let i = 0; i < 4; i++) next()
  return next
}

export function below(random: Random, limit: number): number {
  return Math.floor(random() * limit)
}

export function pick<T>(random: Random, from: readonly T[]): T {
  return from[below(random, from.length)] as T
}

const NUMBERS = [
  '0',
  '00',
  '-1',
  '1.5',
  '1e999',
  '4294967296',
  '9007199254740991',
  '9007199254740993',
  '9999999999999999',
  '18446744073709551616',
  '9'.repeat(400),
]

const WORDS = [
  '..',
  '../',
  '../../../etc/passwd',
  '/etc/passwd',
  '.',
  '//',
  'C:\\',
  '\\..\\',
  '\0',
  '%00',
  '%2F',
  '%2E%2E',
  '%2e',
  '%',
  '\ud800',
  '\udfff',
  '\\ud800',
  '\\u0000',
  '\ufeff',
  '\ufffd',
  '\u2028',
  '\r\n',
  '\n',
  ' ',
  '\t',
  '"',
  '{"__proto__":{"x":1}}',
  '__proto__',
  'constructor',
  'null',
  'sha256:',
  'é',
  'e\u0301',
  'İ',
  'x'.repeat(5000),
]

type Change = (text: string, random: Random, others: readonly string[]) => string

const CHANGES: readonly Change[] = [
  // One bit of one unit.
  (text, random) => {
    const at = below(random, text.length)
    const unit = text.charCodeAt(at) ^ (1 << below(random, 8))
    return text.slice(0, at) + String.fromCharCode(Number.isNaN(unit) ? 0 : unit) + text.slice(at + 1)
  },
  (text, random) => text.slice(0, below(random, text.length + 1)),
  (text, random) => text.slice(below(random, text.length + 1)),
  (text, random) => {
    const [at, end] = span(text, random)
    return text.slice(0, at) + text.slice(end)
  },
  (text, random) => {
    const [at, end] = span(text, random)
    return text.slice(0, end) + text.slice(at)
  },
  // The end of another one.
  (text, random, others) => {
    const other = pick(random, others)
    return text.slice(0, below(random, text.length + 1)) + other.slice(below(random, other.length + 1))
  },
  inLines((lines, at) => lines.splice(at, 0, lines[at] ?? '')),
  inLines((lines, at) => lines.splice(at, 1)),
  inLines((lines, at, random) => {
    const other = below(random, lines.length)
    const line = lines[at] ?? ''
    lines[at] = lines[other] ?? ''
    lines[other] = line
  }),
  (text, random) => insteadOf(/[0-9]+/g, text, random, NUMBERS),
  (text, random) => insteadOf(/[^ "\n]+(?=["\n])/g, text, random, WORDS),
  (text, random) => {
    const at = below(random, text.length + 1)
    return text.slice(0, at) + pick(random, WORDS) + text.slice(at)
  },
]

/** Changes a text in one to three ways; a unit below 256 is a byte where the text stands for bytes. */
export function mutate(text: string, random: Random, others: readonly string[] = [text]): string {
  let changed = text
  for (let left = 1 + below(random, 3); left > 0; left--)
    changed = pick(random, CHANGES)(changed, random, others)
  return changed
}

function span(text: string, random: Random): [number, number] {
  const at = below(random, text.length + 1)
  return [at, Math.min(text.length, at + 1 + below(random, 80))]
}

function inLines(change: (lines: string[], at: number, random: Random) => void): Change {
  return (text, random) => {
    const lines = text.split('\n')
    change(lines, below(random, lines.length), random)
    return lines.join('\n')
  }
}

function insteadOf(pattern: RegExp, text: string, random: Random, words: readonly string[]): string {
  const found = [...text.matchAll(pattern)]
  if (found.length === 0) return text
  const { index, 0: old } = pick(random, found)
  return text.slice(0, index) + pick(random, words) + text.slice(index + old.length)
}
