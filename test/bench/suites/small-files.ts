import { mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const FOLDERS = 10
const MEAN_BYTES = 2048

/** Writes files of about 2 KiB with different contents, spread over ten folders; the same ones every time. */
export function writeSmallFiles(folder: string, count: number): void {
  const random = generator(7)
  for (let place = 0; place < FOLDERS; place++) {
    const inside = join(folder, `class_${place}`)
    mkdirSync(inside, { recursive: true })
    for (let index = place; index < count; index += FOLDERS) {
      writeFileSync(join(inside, `img_${index}.bin`), content(random))
    }
  }
}

/** Writes every hundredth of those files anew, with other contents each time. */
export function changeSmallFiles(folder: string, time: number): void {
  const random = generator(1_000 + time)
  for (const place of readdirSync(folder)) {
    const names = readdirSync(join(folder, place)).sort()
    for (let at = 0; at < names.length; at += 100) {
      const file = join(folder, place, names[at] ?? '')
      writeFileSync(`${file}.new`, content(random))
      renameSync(`${file}.new`, file)
    }
  }
}

function content(random: () => number): Uint32Array {
  const words = new Uint32Array(MEAN_BYTES / 8 + (random() % (MEAN_BYTES / 4)))
  for (let at = 0; at < words.length; at++) words[at] = random()
  return words
}

/** Xorshift, 32 bits. @see Marsaglia 2003, Journal of Statistical Software 8:14 */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >>> 0
  }
}
