/**
 * Characters that can make text look like another one, or that a reader cannot see: controls, marks that turn the direction
 * of writing, characters of no width, tags, private use.
 * @see Unicode Technical Report 36, and CVE-2021-42574 ("Trojan Source")
 */
const DECEIVING =
  /[\p{Cc}\p{Co}\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e0fff}]/gu
/** More than three marks on one letter climb over the lines above. */
const STACKED_MARKS = /(\p{M}{3})\p{M}+/gu

/**
 * One line of visible text: line breaks and runs of blanks become one blank, deceiving characters become "\ufffd". Blanks that do
 * not break stay, since our own sentences use them.
 */
export function plainText(text: string): string {
  return visibleText(text.replace(/[^\S\u00a0\ufeff]+/g, ' '))
}

/** Text whose deceiving characters, line breaks among them, are shown as "\ufffd"; blanks stay as they are. */
export function visibleText(text: string): string {
  return text.toWellFormed().replace(DECEIVING, '\ufffd').replace(STACKED_MARKS, '$1')
}

/** Plain text without blanks around it, of at most so many characters, the last one "…" where something was left out. */
export function clip(text: string, characters: number): string {
  const letters = [...plainText(text).trim()]
  return letters.length <= characters ? letters.join('') : `${letters.slice(0, characters - 1).join('')}…`
}

/** Columns of a fixed-width font that the text takes; East Asian letters and emoji take two. */
export function widthOf(text: string): number {
  let width = 0
  for (const letter of text) {
    if (/\p{M}|\ufe0f/u.test(letter)) continue
    width +=
      /\p{Emoji_Presentation}|[\u1100-\u115e\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u.test(
        letter,
      )
        ? 2
        : 1
  }
  return width
}
