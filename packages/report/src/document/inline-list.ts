import type { Inline } from './document.ts'

/** Flattens nested lists; neighbours become one text, so that an "@" and the name behind it are escaped together. */
export function mergeTexts(inlines: readonly Inline[]): readonly Inline[] {
  const merged: Inline[] = []
  for (const inline of inlines.flatMap((item) => (isInlineList(item) ? mergeTexts(item) : [item]))) {
    const last = merged.at(-1)
    if (typeof inline === 'string' && typeof last === 'string') merged[merged.length - 1] = last + inline
    else merged.push(inline)
  }
  return merged
}

export function isInlineList(inline: Inline): inline is readonly Inline[] {
  return Array.isArray(inline)
}

/** The bare words, for a title or a label. */
export function textOf(inline: Inline): string {
  if (typeof inline === 'string') return inline
  if (isInlineList(inline)) return inline.map(textOf).join('')
  if ('strong' in inline) return textOf(inline.strong)
  if ('emphasis' in inline) return textOf(inline.emphasis)
  if ('struck' in inline) return textOf(inline.struck)
  if ('code' in inline) return inline.code
  return textOf(inline.text)
}
