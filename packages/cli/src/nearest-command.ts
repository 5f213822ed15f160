import { nearestName } from '@slipway/core'

/**
 * The command that somebody meant who wrote these words, or undefined: `dat add` is `data add`, `status` is `data status`.
 * @param words of the command line before its first option
 * @param names of all commands
 */
export function nearestCommand(words: readonly string[], names: readonly string[]): string | undefined {
  const [first = '', second] = words
  const pairs = names.filter((name) => name.includes(' '))
  return (
    (second === undefined ? undefined : nearestName(`${first} ${second}`, pairs)) ??
    pairs.find((name) => name.endsWith(` ${first}`)) ??
    nearestName(first, [...names, ...pairs.map((name) => name.split(' ')[0] ?? '')])
  )
}
