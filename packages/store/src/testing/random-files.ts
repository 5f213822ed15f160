import { createHash } from 'node:crypto'

export interface RandomFile {
  readonly path: string
  readonly content: Uint8Array
  readonly executable: boolean
}

const NAMES = [
  'a',
  'B',
  'c d',
  '.hidden',
  '-rf',
  '100%',
  '%41',
  'new\nline',
  'tab\t',
  '\\',
  '"q"',
  "it's",
  '\u007f',
  'é',
  'e\u0301',
  'ß',
  'İ',
  '漢字',
  '\u{1F600}',
  '\uFFFC',
  '\uE000',
  'x'.repeat(200),
  '.slip',
  'con',
  'a.c',
  'a b',
  '*',
  '?',
  '$(x)',
  '..a',
  '…',
]
/** Around the limits at which a file is read, packed and sent in another way. */
const SIZES = [0, 1, 2, 100, 4095, 4096, 65_537, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3_000_000]

/** Files of a tree, the same for each seed: odd names, deep folders, equal contents, now and then two names that differ only in case. */
export function* randomFiles(seed: number, largest = Number.POSITIVE_INFINITY): Generator<RandomFile> {
  const random = randomNumbers(seed)
  const pick = <T>(from: readonly T[]): T => from[random() % from.length] as T
  const taken = new Set<string>()
  const count = 1 + (random() % 40)
  for (let i = 0; i < count; i++) {
    const steps = Array.from({ length: 1 + (random() % 4) }, () => pick(NAMES))
    // In one seed of four the last file is the twin of another.
    const twin =
      seed % 4 === 0 && i === count - 1 ? [...taken].find((each) => each !== each.toUpperCase()) : undefined
    const path = twin?.toUpperCase() ?? steps.join('/')
    const isTaken = [...taken].some(
      (each) => each === path || each.startsWith(`${path}/`) || path.startsWith(`${each}/`),
    )
    const size = random() % 5 === 0 ? pick(SIZES) : random() % 3000
    if (isTaken || size > largest) continue
    taken.add(path)
    const word = createHash('sha256')
      .update(`${random() % 20}`)
      .digest()
    yield { path, content: Buffer.alloc(size, word), executable: random() % 6 === 0 }
  }
}

/** Whole numbers below 2^32 of a linear congruential generator (Numerical Recipes). */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state >>> 8
  }
}
