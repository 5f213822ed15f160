/** Two things that a person compares, as that person called them. */
export interface ByHand {
  readonly baseline: string
  readonly challenger: string
}
