import { clip } from '@slipway/core'

/** A sentence of somebody's words: a capital letter, unless it begins with an identifier, and a full stop where none ends it. */
export function sentence(text: string, characters: number): string {
  const words = clip(text, characters).replace(
    /^[a-z]+(?=[ ,])/,
    (word) => word.charAt(0).toUpperCase() + word.slice(1),
  )
  return words === '' || /[.!?…:]$/.test(words) ? words : `${words}.`
}
