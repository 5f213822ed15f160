const DEFAULT_SIZE = 30
const LARGEST_SIZE = 100

export interface Page {
  readonly number: number
  readonly size: number
}

/** `page` and `per_page`; sizes above 100 count as 100, as on GitHub. */
export function pageOf(query: URLSearchParams): Page {
  return {
    number: Math.max(1, integer(query.get('page'), 1)),
    size: Math.min(LARGEST_SIZE, Math.max(1, integer(query.get('per_page'), DEFAULT_SIZE))),
  }
}

function integer(text: string | null, fallback: number): number {
  const value = Number(text ?? '')
  return text !== null && Number.isInteger(value) ? value : fallback
}

/** The `Link` header of a page; undefined where there is only one. */
export function linkHeader(url: URL, page: Page, total: number): string | undefined {
  const last = Math.max(1, Math.ceil(total / page.size))
  const at = (number: number, rel: string) => {
    const target = new URL(url)
    target.searchParams.set('page', String(number))
    return `<${target.href}>; rel="${rel}"`
  }
  const links = [
    ...(page.number > 1 ? [at(page.number - 1, 'prev')] : []),
    ...(page.number < last ? [at(page.number + 1, 'next'), at(last, 'last')] : []),
    ...(page.number > 1 ? [at(1, 'first')] : []),
  ]
  return links.length === 0 ? undefined : links.join(', ')
}
