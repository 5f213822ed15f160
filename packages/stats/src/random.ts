/**
 * Repeatable random numbers: xoshiro128**, its state filled from the seed by MurmurHash3's finaliser over a Weyl sequence.
 * All arithmetic is on 32-bit integers, so that a seed gives the same numbers on every machine. Not for secrets.
 * @see Blackman & Vigna 2021, "Scrambled linear pseudorandom number generators", ACM TOMS 47:36; reference code:
 *   https://prng.di.unimi.it/xoshiro128starstar.c; Steele, Lea & Flood 2014, OOPSLA, p. 453 (filling the state)
 */
export class Random {
  #a: number
  #b: number
  #c: number
  #d: number

  /** @param seed an integer; of a larger one the lowest 32 bits count */
  constructor(seed: number) {
    let state = seed | 0
    const mixed = () => {
      state = (state + 0x9e3779b9) | 0
      let z = state
      z = Math.imul(z ^ (z >>> 16), 0x85ebca6b)
      z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35)
      return z ^ (z >>> 16)
    }
    this.#a = mixed()
    this.#b = mixed()
    this.#c = mixed()
    this.#d = mixed()
  }

  /** The next 32 bits, as an integer from 0. */
  next(): number {
    const scrambled = Math.imul(this.#b, 5)
    const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9) >>> 0
    const shifted = this.#b << 9
    this.#c ^= this.#a
    this.#d ^= this.#b
    this.#b ^= this.#c
    this.#a ^= this.#d
    this.#c ^= shifted
    this.#d = (this.#d << 11) | (this.#d >>> 21)
    return result
  }

  /** In [0, 1), with 32 bits. */
  uniform(): number {
    return this.next() / 2 ** 32
  }

  /** From 0 to n − 1, each as likely as the others: what would favour some is drawn again. n from 1 to 2³². */
  below(n: number): number {
    const even = 2 ** 32 - (2 ** 32 % n)
    let drawn = this.next()
    while (drawn >= even) drawn = this.next()
    return drawn % n
  }
}
