/** Why work that was asked to stop did so. Thrown out of every wait of a run, and the reason of its abort signals. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled'
}

/** Waits for a place in a queue; when the signal fires first, leaves the queue and throws the signal's reason. */
export function waitInLine<Value>(
  signal: AbortSignal,
  join: (resolve: (value: Value) => void) => () => void,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    let served = false
    const leave = join((value) => {
      served = true
      signal.removeEventListener('abort', onAbort)
      resolve(value)
    })
    function onAbort(): void {
      leave()
      reject(signal.reason)
    }
    if (!served) signal.addEventListener('abort', onAbort, { once: true })
  })
}
