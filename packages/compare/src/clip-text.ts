const LONGEST = 60

/** Text that a file brought, short enough to be named in a sentence. */
export function clipText(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text
}
