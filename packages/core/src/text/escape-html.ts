import { plainText } from './plain-text.ts'

const ENTITY: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text for the content of an HTML element or a quoted attribute: one line, nothing in it is markup. */
export function escapeHtml(text: string): string {
  return encodeEntities(plainText(text))
}

export function encodeEntities(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => ENTITY[letter] ?? letter)
}
