/** Does the work for so many items at a time, and gives the results in the order of the items. */
export async function* inOrder<T, R>(
  places: number,
  items: Iterable<T>,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const begun: Promise<R>[] = []
  for (const item of items) {
    const result = work(item)
    // Whoever asks for it is told of its failure; until then nobody has to be.
    result.catch(() => {})
    begun.push(result)
    const first = begun.length >= places ? begun.shift() : undefined
    if (first) yield await first
  }
  for (const result of begun) yield await result
}
