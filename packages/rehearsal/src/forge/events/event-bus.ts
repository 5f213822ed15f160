/** Tells everybody who listens, in the order in which they came. */
export class EventBus<T> {
  readonly #listeners = new Set<(value: T) => void>()

  /** @returns a function that stops listening */
  listen(listener: (value: T) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  send(value: T): void {
    for (const listener of this.#listeners) listener(value)
  }
}
