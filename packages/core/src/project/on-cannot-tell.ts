import * as z from 'zod'

export const zOnCannotTell = z
  .enum(['ask', 'block', 'allow'])
  .optional()
  .describe(
    'What a merge does where the evidence does not settle it: `ask` a person to accept it (the default), `block` it, or `allow` it where nothing but noise is in the way. A first release always asks.',
  )

/** What a merge does with *cannot tell*, beyond asking a person. */
export type OnCannotTell = 'block' | 'allow'

/** Undefined where a person is asked, so that a gate which says so is the same as one that says nothing. */
export function onCannotTell(given: z.infer<typeof zOnCannotTell>): OnCannotTell | undefined {
  return given === 'ask' ? undefined : given
}
