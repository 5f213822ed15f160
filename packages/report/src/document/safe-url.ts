const ADDRESS = /^https?:\/\/[a-z0-9.-]+(?::\d{1,5})?(?:[/?#][^\s\p{C}]*)?$/iu

/**
 * An address that may be linked: http or https, with everything that could end it, or begin something else, in percent form.
 * Undefined for any other text.
 */
export function safeUrl(text: string): string | undefined {
  if (text.length > 2000 || !ADDRESS.test(text)) return undefined
  return text
    .replace(/[^\w.~:/?#@!&+,;=%-]/gu, encodeURIComponent)
    .replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16)}`)
}
