import type { StandInStep } from './stand-in-step.ts'

/** A small action of ours that takes the place of one of GitHub's, with the inputs it knows. */
export interface StandIn {
  /** Its action.yml, with those inputs of the real one that it obeys. */
  readonly action: string
  main(step: StandInStep): Promise<void>
  post?(step: StandInStep): Promise<void>
}
