/**
 * Makes a sentence: a capital letter, unless it begins with somebody's identifier, and a full stop. Text from files may
 * have been cut within a character, or never have been text: what is no Unicode is replaced, so that JSON can hold it.
 */
export function sentence(text: string): string {
  return `${text.toWellFormed().replace(/^[a-z]+(?=[ ,])/, (word) => word.charAt(0).toUpperCase() + word.slice(1))}.`
}
