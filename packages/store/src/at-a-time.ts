/**
 * Does the work for each item, so many at a time; with one, strictly one after the other. After a failure nothing new
 * begins, and what has begun ends before the failure of the earliest item is thrown: the same one each time.
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
  const iterator = items[Symbol.iterator]()
  let begun = 0
  const failures = new Map<number, unknown>()
  const lane = async () => {
    while (failures.size === 0) {
      const { done, value } = iterator.next()
      if (done) return
      const at = begun++
      try {
        await work(value)
      } catch (error) {
        failures.set(at, error)
      }
    }
  }
  await Promise.all(Array.from({ length: places }, lane))
  if (failures.size > 0) throw failures.get(Math.min(...failures.keys()))
}
