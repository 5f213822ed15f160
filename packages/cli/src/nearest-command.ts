import { nearestName } from '@slipway/core'

/**
 * The command that somebody meant who wrote these words, or undefined: `dat add` is `data add`, `status` is `data status`.
 * @param words of the command line before its first option
 * @param names of all commands
 */
export function nearestCommand(words: readonly string[], names: readonly string[]): string | undefined {
  const [first = ''] = words
  // Groups count as well: `data import` is one of `data import dvc`.
  const known = names.flatMap((name) => {
    const parts = name.split(' ')
    return parts.map((_, at) => parts.slice(0, at + 1))
  })
  for (let length = Math.min(words.length, MOST_WORDS); length > 1; length--) {
    const alike = known.filter((parts) => parts.length === length).map((parts) => parts.join(' '))
    const nearest = nearestName(words.slice(0, length).join(' '), alike)
    if (nearest !== undefined) return nearest
  }
  return (
    [words.slice(0, 2).join(' '), first]
      .map((end) => names.find((name) => name.endsWith(` ${end}`)))
      .find((name) => name !== undefined) ??
    nearestName(first, [...names, ...known.map(([group = '']) => group)])
  )
}

const MOST_WORDS = 3
