/** The result of the work, or of `late` where the work takes longer; what comes after that is dropped, an error too. */
export async function inTime<T>(work: Promise<T>, timeoutMs: number, late: () => T): Promise<T> {
  const { promise, resolve } = Promise.withResolvers<T>()
  const timer = setTimeout(() => resolve(late()), timeoutMs)
  try {
    return await Promise.race([work, promise])
  } finally {
    clearTimeout(timer)
  }
}
