/**
 * Does the work for each item, so many at a time; with one, strictly one after the other. After a failure nothing new
 * begins, and what has begun ends before the first failure is thrown.
 */
export async function atATime<T>(
  places: number,
  items: Iterable<T>,
  work: (item: T) => Promise<void>,
): Promise<void> {
  if (places <= 1) {
    for (const item of items) await work(item)
    return
  }
  const failures: unknown[] = []
  const iterator = items[Symbol.iterator]()
  const lane = async () => {
    while (failures.length === 0) {
      const { done, value } = iterator.next()
      if (done) return
      try {
        await work(value)
      } catch (error) {
        failures.push(error)
      }
    }
  }
  await Promise.all(Array.from({ length: places }, lane))
  if (failures.length > 0) throw failures[0]
}
