/** The header that asks for these bytes of an object; none for all of it. */
export function rangeHeader({
  start,
  end,
}: {
  readonly start: number
  readonly end: number
}): Readonly<Record<string, string>> {
  const isOpen = end === Number.POSITIVE_INFINITY
  return start === 0 && isOpen ? {} : { range: `bytes=${start}-${isOpen ? '' : end - 1}` }
}

/** A size as a header or a field has it. @throws Error for what is none */
export function parseSize(text: string | null | undefined): number {
  if (/^\d+$/.test(text ?? '')) return Number(text)
  throw new Error('there is no size')
}
